#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "demo/collector/store/store.h"

namespace headwater::collector {

// Puts spans that came one by one into transactions. A local root makes one. Any other span belongs to the
// one that its sender names or else to its parent's; while that is not known, to one that is pending: it has
// the missing span's id, is left out of queries, and gives its spans away when that span comes.
class Store::Assembly {
 public:
  Assembly(Store& store, const NewEnvelope& envelope, std::int64_t envelope_row, Changes& changes)
      : store_(store), envelope_(envelope), envelope_row_(envelope_row), changes_(changes) {}

  void run();

 private:
  struct Place {
    std::int64_t transaction = 0;
    bool pending = false;
  };
  // Of one trace: what is stored, and where.
  struct Trace {
    std::unordered_map<std::string, Place> roots;         // transactions by the id of their root
    std::unordered_map<std::string, std::int64_t> spans;  // their spans' transactions
    std::unordered_map<std::string, const LooseSpan*> arriving;
    std::unordered_map<std::int64_t, std::int64_t> added;  // how many spans a transaction has got
    std::set<std::int64_t> measured;                       // those whose measurements have changed
  };

  void assemble(const std::vector<const LooseSpan*>& arrived);
  void load(Trace& trace, const std::string& trace_id);
  void add_root(Trace& trace, const LooseSpan& loose);
  void add_span(Trace& trace, const LooseSpan& loose);
  std::int64_t transaction_of(Trace& trace, const std::string& span_id) const;  // 0: not known
  std::int64_t make_pending(Trace& trace, const LooseSpan& child, const std::string& missing);
  void move_spans(Trace& trace, std::int64_t from, std::int64_t to);

  Store& store_;
  const NewEnvelope& envelope_;
  const std::int64_t envelope_row_;
  Changes& changes_;
  const Json none_ = Json::object();
};

}  // namespace headwater::collector
