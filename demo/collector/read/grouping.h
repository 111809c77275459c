#pragma once

#include <cstdint>
#include <vector>

#include "demo/collector/read/field.h"

namespace headwater::collector {

// Which group each of some rows is in: those that have equal values in all fields are in one.
struct Grouping {
  std::vector<std::uint32_t> of;      // by position in the rows
  std::vector<Columns::Row> samples;  // by group: one of its rows

  std::size_t count() const { return samples.size(); }
};

Grouping group(const std::vector<Columns::Row>& rows, const std::vector<Field>& fields);

}  // namespace headwater::collector
