#include "src/record/span_store.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "src/base/string.h"
#include "src/base/vector.h"
#include "src/record/clean_text.h"
#include "src/text/json_text.h"

namespace headwater {
void SpanStore::limit(std::size_t most_spans) {
  most_spans_ = most_spans;
  share(1);
}

void SpanStore::share(std::size_t open) {
  most_text_ = scale() * std::min(limits::kTransactionText, limits::kOpenText / open);
  most_values_ = scale() * std::min(limits::kTransactionValues, limits::kOpenValues / open);
}

bool SpanStore::has_room_for_value() {
  if (removed_values_ != 0 || value_count_ < most_values_) return true;
  drops_->add(Drop::kTooManyValues);
  return false;
}

bool SpanStore::has_room(std::size_t bytes) {
  if (texts_.bytes() + bytes <= most_text_) return true;
  drops_->add(Drop::kTooMuchText);
  return false;
}

TextRef SpanStore::keep(std::string_view text, std::size_t most) {
  text = cut(text, most, *drops_);
  return has_room(text.size()) ? add_text(text) : 0;
}

TextRef SpanStore::add_text(std::string_view text) {
  named_bytes_ += text.size();
  return texts_.add(text);
}

TextRef SpanStore::intern(std::string_view text) {
  named_bytes_ += text.size();
  const TextRef ref = texts_.intern(text, most_text_);
  if (ref == 0 && !text.empty()) drops_->add(Drop::kTooMuchText);
  return ref;
}

SpanRecord* SpanStore::add(Handle handle, Handle parent, double start, std::string_view op,
                           std::string_view description, std::string_view origin) {
  if (crowded()) {
    drops_->add(Drop::kTooManySpans);
    ++dropped_;
    return nullptr;
  }
  SpanRecord& span = spans_.emplace_back();
  span.handle = handle;
  note_place(static_cast<std::uint32_t>(spans_.size() - 1));
  span.parent = parent;
  span.start = start;
  span.end = std::numeric_limits<double>::quiet_NaN();
  span.op = intern(cut(op, limits::kOperation, *drops_));
  span.description = keep(description, limits::kDescription);
  span.origin = intern(cut(origin, limits::kOperation, *drops_));
  return &span;
}

// The slot that has the place of the span with that handle, or the free one for it.
std::uint32_t& SpanStore::slot_of(Handle handle) {
  const std::size_t mask = places_.size() - 1;
  std::size_t at = (handle * 2654435769u >> 15) & mask;
  while (places_[at] != 0 && spans_[places_[at]].handle != handle) at = (at + 1) & mask;
  return places_[at];
}

void SpanStore::note_place(std::uint32_t place) {
  const Handle handle = spans_[place].handle;
  if (place == 0 || handle >= kFirstCoreHandle) return;
  if (3 * places_.size() < 4 * spans_.size()) return note_places();
  std::uint32_t& slot = slot_of(handle);
  if (slot == 0) slot = place;
}

void SpanStore::note_places() {
  std::size_t slots = 16;
  while (3 * slots < 4 * spans_.size()) slots *= 2;
  places_.assign(slots, 0);
  for (std::uint32_t place = 0; place < spans_.size(); ++place) note_place(place);
}

SpanRecord* SpanStore::find(Handle handle) {
  if (spans_.front().handle == handle) return &spans_.front();
  const std::uint32_t place = places_.empty() ? 0 : slot_of(handle);
  return place == 0 ? nullptr : &spans_[place];
}

// Asked for in many places, so it is not inlined.
[[gnu::noinline]] const SpanValue& SpanStore::value_at(std::uint32_t place) const {
  return values_[(place - 1) / kBlock][(place - 1) % kBlock];
}

SpanValue* SpanStore::value_for(SpanRecord& span, std::string_view key, SpanValue::Kind kind) {
  const Sort sort = sort_of(kind);
  std::size_t same_sort = 0;
  for (std::uint32_t place = 0; (place = place_after(span, place, sort)) != 0;) {
    SpanValue& value = value_at(place);
    if (sort != Sort::kLink && texts_[value.key] == key) {
      value.kind = kind;
      return &value;
    }
    ++same_sort;
  }
  if (key.empty() && sort != Sort::kLink) {
    drops_->add(Drop::kInvalidName);
    return nullptr;
  }
  if (same_sort >= (sort == Sort::kTag ? limits::kTags : limits::kData)) {
    drops_->add(Drop::kTooManyValues);
    return nullptr;
  }
  if (!has_room_for_value()) return nullptr;
  const TextRef kept_key = intern(key);
  if (kept_key == 0 && !key.empty()) return nullptr;
  SpanValue& value = new_value(span);
  value.kind = kind;
  value.key = kept_key & SpanValue::kMostKey;
  return &value;
}

SpanValue& SpanStore::new_value(SpanRecord& span) {
  std::uint32_t place = removed_values_;
  if (place != 0) {
    removed_values_ = value_at(place).next;
  } else {
    if (value_count_ % kBlock == 0) {
      values_.emplace_back();
      if (value_count_ > 0) values_.back().reserve(kBlock);
    }
    values_.back().emplace_back();
    place = ++value_count_;
  }
  SpanValue& value = value_at(place);
  value.next = place;
  if (span.values != 0) std::swap(value.next, value_at(span.values).next);
  span.values = place;
  return value;
}

// The place of the next value of that sort behind `place`, in the order in which they were set; 0 for `place`
// gives the first, and 0 is returned behind the last.
std::uint32_t SpanStore::place_after(const SpanRecord& span, std::uint32_t place, Sort sort) const {
  const std::uint32_t last = span.values;
  while (place != last) {
    place = value_at(place == 0 ? last : place).next;
    if (sort_of(value_at(place).kind) == sort) return place;
  }
  return 0;
}

std::uint32_t SpanStore::place_of_data(const SpanRecord& span, std::string_view key) const {
  std::uint32_t place = 0;
  do {
    place = place_after(span, place, Sort::kData);
  } while (place != 0 && texts_[value_at(place).key] != key);
  return place;
}

SpanStore::Sort SpanStore::sort_of(SpanValue::Kind kind) {
  return kind == SpanValue::Kind::kTag    ? Sort::kTag
         : kind == SpanValue::Kind::kLink ? Sort::kLink
                                          : Sort::kData;
}

void SpanStore::add_link(SpanRecord& span, std::string_view trace_context, std::string_view type) {
  TraceContext context;
  if (!parse_trace_context(trace_context, context)) {
    drops_->add(Drop::kInvalidTrace);
    return;
  }
  set_text(span, cut(type, limits::kKey, *drops_), trace_context, SpanValue::Kind::kLink);
}

void SpanStore::set_text(SpanRecord& span, std::string_view key, std::string_view text,
                         SpanValue::Kind kind) {
  if (!has_room(key.size() + text.size())) return;
  if (SpanValue* kept = value_for(span, key, kind)) kept->text = add_text(text);
}

void SpanStore::set_tag(SpanRecord& span, std::string_view key, std::string_view value) {
  const CleanTag clean(key, value, *drops_);
  if (clean.valid()) set_text(span, clean.key, clean.value, SpanValue::Kind::kTag);
}

void SpanStore::set_data(SpanRecord& span, std::string_view key, std::string_view text) {
  set_text(span, key, cut(text, limits::kUrl, *drops_), SpanValue::Kind::kText);
}

void SpanStore::set_data(SpanRecord& span, std::string_view key, double number) {
  if (!std::isfinite(number)) {
    drops_->add(Drop::kInvalidValue);
    return;
  }
  if (SpanValue* kept = value_for(span, key, SpanValue::Kind::kNumber)) kept->number = number;
}

void SpanStore::set_data_json(SpanRecord& span, std::string_view key, std::string_view json) {
  if (json.size() > limits::kDataJson || !is_json(json)) {
    drops_->add(Drop::kInvalidJson);
    return;
  }
  set_text(span, cut(key, limits::kKey, *drops_), json, SpanValue::Kind::kJson);
}

void SpanStore::remove_data(SpanRecord& span, std::string_view key) {
  const std::uint32_t place = place_of_data(span, shortened(key, limits::kKey));
  if (place == 0) return;
  std::uint32_t before = place;
  while (value_at(before).next != place) before = value_at(before).next;
  SpanValue& value = value_at(place);
  value_at(before).next = value.next;
  if (span.values == place) span.values = before == place ? 0 : before;
  value.next = removed_values_;
  removed_values_ = place;
}

const SpanValue* SpanStore::find_data(const SpanRecord& span, std::string_view key) const {
  const std::uint32_t place = place_of_data(span, key);
  return place == 0 ? nullptr : &value_at(place);
}

void SpanStore::drop(SpanRecord& span, Drop reason, std::uint32_t count) {
  drops_->add(reason, count);
  dropped_ += count;
  if (!(span.end <= last_dropped_end_)) last_dropped_end_ = span.end;
  span.gone = true;
}

void SpanStore::clear_values(SpanRecord& span) {
  if (span.values == 0) return;
  std::swap(removed_values_, value_at(span.values).next);
  span.values = 0;
}

void SpanStore::remove_gone() {
  // A parent stands before its children, so a child finds its own parent's final one.
  bool any = false;
  for (SpanRecord& span : spans_) {
    any = any || span.gone;
    if (!any) continue;
    if (span.gone) clear_values(span);
    const SpanRecord* parent = span.parent == 0 ? nullptr : find(span.parent);
    if (parent && parent->gone) span.parent = parent->parent;
  }
  if (!any) return;
  spans_.erase(std::remove_if(spans_.begin(), spans_.end(), [](const auto& span) { return span.gone; }),
               spans_.end());
  note_places();
}

void SpanStore::copy_values(SpanRecord& span, const SpanStore& other, const SpanRecord& from) {
  for (const Sort sort : {Sort::kTag, Sort::kData, Sort::kLink}) {
    for (const SpanValue* value : Values(other, from, sort)) {
      const std::string_view text = other.text_of(*value);
      if (!has_room(text.size())) continue;
      SpanValue& copy = new_value(span);
      copy.kind = value->kind;
      copy.key = intern(other.text(value->key)) & SpanValue::kMostKey;
      if (value->kind == SpanValue::Kind::kNumber) {
        copy.number = value->number;
      } else {
        copy.text = add_text(text);
      }
    }
  }
}

TextArena SpanStore::compact() {
  TextArena old;
  std::swap(old, texts_);
  const auto share = [&](TextRef ref) { return texts_.intern(old[ref], most_text_); };
  for (SpanRecord& span : spans_) {
    span.op = share(span.op);
    span.origin = share(span.origin);
    span.description = texts_.add(old[span.description]);
    std::uint32_t place = span.values;
    if (place == 0) continue;
    do {
      SpanValue& value = value_at(place);
      value.key = share(value.key) & SpanValue::kMostKey;
      if (value.kind != SpanValue::Kind::kNumber) value.text = texts_.add(old[value.text]);
      place = value.next;
    } while (place != span.values);
  }
  return old;
}

}  // namespace headwater
