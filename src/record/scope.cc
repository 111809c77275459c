#include "src/record/scope.h"

#include "src/base/string.h"
#include "src/base/vector.h"
#include "src/record/clean_text.h"
#include "src/record/limits.h"
#include "src/text/json_text.h"

namespace headwater {
namespace {

using Entries = Vector<Scope::Entry>;

void set(Entries& entries, std::string_view key, std::string_view value, std::size_t most, Drops& drops) {
  for (Scope::Entry& entry : entries) {
    if (entry.key != key) continue;
    entry.value = value;
    return;
  }
  if (entries.size() >= most) {
    drops.add(Drop::kTooManyValues);
    return;
  }
  entries.push_back({String(key), String(value)});
}

void remove(Entries& entries, std::string_view key) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].key != key) continue;
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

}  // namespace

void Scope::set_tag(std::string_view key, std::string_view value, Drops& drops) {
  const CleanTag clean(key, value, drops);
  if (clean.valid()) set(tags_, clean.key, clean.value, limits::kTags, drops);
}

void Scope::remove_tag(std::string_view key) {
  Drops uncounted;
  remove(tags_, CleanTag(key, "-", uncounted).key);
}

void Scope::set_value(Section section, std::string_view key, std::string_view json, Drops& drops) {
  String text(json);
  const bool object = text.find_first_not_of(" \t\r\n") == text.find("{");
  if (text.size() > limits::kDataJson || !is_json(text) || (section != Section::kExtra && !object)) {
    drops.add(Drop::kInvalidJson);
    return;
  }
  if (key.empty() != (section == Section::kUser)) {
    drops.add(Drop::kInvalidName);
    return;
  }
  Entries& entries = values_[static_cast<std::size_t>(section)];
  const std::size_t other_sections =
      values(Section::kExtra).size() + values(Section::kContext).size() - entries.size();
  const std::size_t most = section == Section::kUser ? 1 : limits::kScopeValues - other_sections;
  set(entries, cut(key, limits::kKey, drops), text, most, drops);
}

void Scope::remove_value(Section section, std::string_view key) {
  remove(values_[static_cast<std::size_t>(section)], shortened(key, limits::kKey));
}

}  // namespace headwater
