#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "demo/collector/read/query_language.h"
#include "demo/collector/store/columns.h"

namespace headwater::collector {

// A query made ready for columns, which have to stay as they are as long as it is used.
class Condition {
 public:
  class Node {
   public:
    virtual ~Node() = default;
    virtual bool holds(Columns::Row row) const = 0;
  };

  // Throws QueryError when a value can't be one of its key.
  Condition(const Columns& columns, const Expression& expression);

  // False for rows that were removed, and for follow-ups unless one of the query's terms of `op` asks for
  // them.
  bool holds(Columns::Row row) const {
    if (!columns_.is_alive(row)) return false;
    if (columns_.late[row] && !is_asked_for(row)) return false;
    return root_->holds(row);
  }

 private:
  bool is_asked_for(Columns::Row row) const;
  std::unique_ptr<Node> made(const Expression& expression, bool negated);
  std::unique_ptr<Node> made(const Term& term) const;

  const Columns& columns_;
  std::vector<std::unique_ptr<Node>> asked_ops_;
  std::unique_ptr<Node> root_;
};

// Which transactions are meant.
struct Selection {
  Expression query;
  std::optional<double> from;  // ms since 1970
  std::optional<double> to;

  // The rows, in the order of the columns.
  std::vector<Columns::Row> rows(const Columns& columns) const;
};

}  // namespace headwater::collector
