#include "demo/collector/read/grouping.h"

#include <bit>
#include <cstdint>

#include "demo/collector/read/number_map.h"

namespace headwater::collector {
namespace {

// Divides groups by one more value.
class Division {
 public:
  explicit Division(std::vector<std::uint32_t>& groups) : groups_(groups) {}

  template <typename Value>
  void by(std::size_t rows, Value value) {
    NumberMap map;
    for (std::size_t i = 0; i < rows; ++i)
      groups_[i] = map.number_of(std::uint64_t{groups_[i]} << 32 | value(i));
  }

 private:
  std::vector<std::uint32_t>& groups_;
};

}  // namespace

Grouping group(const std::vector<Columns::Row>& rows, const std::vector<Field>& fields) {
  Grouping grouping;
  grouping.of.assign(rows.size(), 0);
  Division divide(grouping.of);
  for (const Field& field : fields) {
    if (field.type() == Field::Type::kText) {
      divide.by(rows.size(), [&](std::size_t i) { return field.text(rows[i]); });
      continue;
    }
    // Values of 64 bits become numbers first, ids of 128 in two steps.
    const bool is_id = field.type() == Field::Type::kLongId || field.type() == Field::Type::kShortId;
    NumberMap numbers;
    divide.by(rows.size(), [&](std::size_t i) {
      return numbers.number_of(is_id ? field.id(rows[i]).low
                                     : std::bit_cast<std::uint64_t>(field.number(rows[i])));
    });
    if (field.type() != Field::Type::kLongId) continue;
    NumberMap high;
    divide.by(rows.size(), [&](std::size_t i) { return high.number_of(field.id(rows[i]).high); });
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (grouping.of[i] >= grouping.samples.size()) grouping.samples.push_back(rows[i]);
  }
  return grouping;
}

}  // namespace headwater::collector
