#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#include "src/base/vector.h"
#include "src/record/drops.h"
#include "src/record/limits.h"
#include "src/record/status.h"
#include "src/text/ids.h"
#include "src/text/text_arena.h"

namespace headwater {

// One span. With its texts it stays near 100 bytes, so that a page can have a thousand open.
struct SpanRecord {
  Handle handle = 0;
  Handle parent = 0;  // 0: the root of the transaction
  double start = 0;   // ms since the time origin
  double end = 0;     // the same; NaN while the span is open
  TextRef op = 0;
  TextRef description = 0;
  TextRef origin = 0;
  std::uint32_t values = 0;  // the last of its values, as an index + 1; 0 for none
  Status status = Status::kUnset;
  bool request : 1 = false;   // a request: a header names it
  bool blocking : 1 = false;  // a resource that held back rendering
  bool gone : 1 = false;      // to be taken out by remove_gone
  bool minor : 1 = false;     // neither holds its transaction open nor stretches it
  bool awaits : 1 = false;    // is over, but holds its transaction open until its entry comes
  bool head : 1 = false;      // others of its operation and host are folded into it, if there are any
  bool folded : 1 = false;    // stands for several; its description is their host

  bool open() const { return end != end; }
};

// A tag, data value or link of a span.
struct SpanValue {
  enum class Kind : std::uint8_t { kTag, kText, kNumber, kJson, kLink };

  static constexpr TextRef kMostKey = (1u << 29) - 1;  // far beyond limits::kTransactionText

  Kind kind : 3 = Kind::kText;
  TextRef key : 29 = 0;
  // The span's next value, as an index + 1, in the order in which they were first set; the last leads to
  // the first.
  std::uint32_t next = 0;
  union {
    double number = 0;  // of kNumber
    TextRef text;       // of the others; of kLink a trace context (ids.h), its key the link's type
  };
};
static_assert(sizeof(SpanValue) == 16);

// The spans of one transaction in the order they were added, the root first. Texts longer than limits.h
// allows are cut, values and spans beyond its caps are not kept; both are counted in `drops`, which must
// outlive the store.
class SpanStore {
 public:
  explicit SpanStore(Drops& drops) : drops_(&drops) {}

  // From now on it keeps at most `most_spans` spans, the root not counted (default limits::kSpans), and texts
  // and values in proportion.
  void limit(std::size_t most_spans);
  std::size_t most_spans() const { return most_spans_; }
  // By what the limits of limits.h are multiplied, because the page wants more than limits::kSpans.
  std::size_t scale() const { return (most_spans_ + limits::kSpans - 1) / limits::kSpans; }

  // From now on it keeps at most the texts and values that one of `open` transactions may have (limits.h).
  void share(std::size_t open);
  std::size_t most_text() const { return most_text_; }

  // Adds an open span; null when there is no room. The pointer is good until the next add.
  SpanRecord* add(Handle handle, Handle parent, double start, std::string_view op,
                  std::string_view description, std::string_view origin);

  // The span of that handle; null if it is not here. Spans whose handles the core gave out are not found, but
  // for the root.
  SpanRecord* find(Handle handle);

  SpanRecord& root() { return spans_.front(); }
  const SpanRecord& root() const { return spans_.front(); }
  const Vector<SpanRecord>& all() const { return spans_; }
  Vector<SpanRecord>& all() { return spans_; }

  // Keeps a text, cut to `most` code points; 0 when most_text() is reached.
  TextRef keep(std::string_view text, std::size_t most);
  std::string_view text(TextRef ref) const { return texts_[ref]; }
  // The text of a value; empty for a number.
  std::string_view text_of(const SpanValue& value) const {
    return texts_[value.kind == SpanValue::Kind::kNumber ? 0 : value.text];
  }

  // Each replaces the value that the key had; a tag is cleaned (clean_text.h). A number that is not finite,
  // and a text that is not JSON, is counted and not kept. If there is no room for the text of a new value,
  // that is counted, and the key keeps the value it had.
  void set_tag(SpanRecord& span, std::string_view key, std::string_view value);
  void set_data(SpanRecord& span, std::string_view key, std::string_view text);
  void set_data(SpanRecord& span, std::string_view key, double number);
  void set_data_json(SpanRecord& span, std::string_view key, std::string_view json);
  void remove_data(SpanRecord& span, std::string_view key);

  // Links the span to a span of another trace, given as ids.h reads a trace context; another text is counted
  // (kInvalidTrace). The type may be empty.
  void add_link(SpanRecord& span, std::string_view trace_context, std::string_view type);

  // The span's values of one sort, in the order they were first set: to be gone through while none is set.
  class Values;
  Values tags(const SpanRecord& span) const;
  Values data(const SpanRecord& span) const;
  Values links(const SpanRecord& span) const;
  // The data value of that key; null for none.
  const SpanValue* find_data(const SpanRecord& span, std::string_view key) const;

  // full(): there are as many spans as may be sent. crowded(): there are a quarter more, which is as many as
  // are kept, until condense() (folding.h) has chosen among them.
  bool full() const { return spans_.size() > most_spans_; }
  bool crowded() const { return spans_.size() > most_spans_ + most_spans_ / 4; }

  // Counts `count` spans as lost, this one or all that it stands for. remove_gone() takes it out.
  void drop(SpanRecord& span, Drop reason, std::uint32_t count);
  // Counts spans as lost that could not be kept elsewhere, and never came here.
  void lose(std::uint32_t count) { dropped_ += count; }
  // How many spans were lost, and the latest end among them; NaN for none.
  std::uint32_t dropped() const { return dropped_; }
  double last_dropped_end() const { return last_dropped_end_; }

  void clear_values(SpanRecord& span);
  // Copies all values of `from`, a span of another store, to a span that has none.
  void copy_values(SpanRecord& span, const SpanStore& other, const SpanRecord& from);

  // Takes out the spans that are marked `gone`. Children of such a span hang below its parent then.
  void remove_gone();

  // Drops texts that no span refers to. Returns the texts as they were before, so that whoever keeps refs of
  // its own can move them.
  TextArena compact();
  std::size_t text_bytes() const { return texts_.bytes(); }

  // Of what its spans would be written with: how many values there were at most, and the bytes of all texts,
  // each as often as it was named.
  std::size_t value_count() const { return value_count_; }
  std::size_t named_bytes() const { return named_bytes_; }
  // Bytes of memory, about.
  std::size_t bytes() const {
    return spans_.size() * sizeof(SpanRecord) + value_count_ * sizeof(SpanValue) + text_bytes();
  }

  Drops& drops() { return *drops_; }

 private:
  enum class Sort : std::uint8_t { kTag, kData, kLink };
  static Sort sort_of(SpanValue::Kind kind);
  std::uint32_t& slot_of(Handle handle);
  void note_place(std::uint32_t place);
  void note_places();
  bool has_room(std::size_t bytes);
  bool has_room_for_value();
  SpanValue& new_value(SpanRecord& span);
  void set_text(SpanRecord& span, std::string_view key, std::string_view text, SpanValue::Kind kind);
  TextRef intern(std::string_view text);
  TextRef add_text(std::string_view text);
  SpanValue* value_for(SpanRecord& span, std::string_view key, SpanValue::Kind kind);
  std::uint32_t place_after(const SpanRecord& span, std::uint32_t place, Sort sort) const;
  std::uint32_t place_of_data(const SpanRecord& span, std::string_view key) const;
  // By its place, an index + 1.
  SpanValue& value_at(std::uint32_t place) {
    return const_cast<SpanValue&>(std::as_const(*this).value_at(place));
  }
  const SpanValue& value_at(std::uint32_t place) const;

  Drops* drops_;
  std::size_t most_spans_ = limits::kSpans;
  std::size_t most_text_ = limits::kTransactionText;
  std::size_t most_values_ = limits::kTransactionValues;
  TextArena texts_;
  Vector<SpanRecord> spans_;
  // The places of the spans whose handles the page gave out, without the root. It is a hash table, because
  // they may come in any order: at least a quarter of it is free, its size is a power of two, 0 marks what is
  // free.
  Vector<std::uint32_t> places_;
  // In blocks, which leave no holes in memory by growing.
  static constexpr std::uint32_t kBlock = 64;
  Vector<Vector<SpanValue>> values_;
  std::uint32_t value_count_ = 0;
  std::uint32_t removed_values_ = 0;  // the last that was removed, as an index + 1; used first
  std::size_t named_bytes_ = 0;
  std::uint32_t dropped_ = 0;
  double last_dropped_end_ = std::numeric_limits<double>::quiet_NaN();
};

class SpanStore::Values {
 public:
  class Iterator {
   public:
    const SpanValue* operator*() const { return &of_.store_.value_at(place_); }
    Iterator& operator++() {
      place_ = of_.store_.place_after(of_.span_, place_, of_.sort_);
      return *this;
    }
    bool operator!=(const Iterator& other) const { return place_ != other.place_; }

   private:
    friend class Values;
    Iterator(const Values& of, std::uint32_t place) : of_(of), place_(place) {}

    const Values& of_;
    std::uint32_t place_;
  };

  Iterator begin() const { return ++Iterator(*this, 0); }
  Iterator end() const { return Iterator(*this, 0); }

 private:
  friend class SpanStore;
  Values(const SpanStore& store, const SpanRecord& span, Sort sort)
      : store_(store), span_(span), sort_(sort) {}

  const SpanStore& store_;
  const SpanRecord& span_;
  Sort sort_;
};

inline SpanStore::Values SpanStore::tags(const SpanRecord& span) const { return {*this, span, Sort::kTag}; }
inline SpanStore::Values SpanStore::data(const SpanRecord& span) const { return {*this, span, Sort::kData}; }
inline SpanStore::Values SpanStore::links(const SpanRecord& span) const { return {*this, span, Sort::kLink}; }

}  // namespace headwater
