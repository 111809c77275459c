#include "demo/collector/store/column_bytes.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace headwater::collector {
namespace {

// To be changed with what a row holds or means. On a machine with the other order of bytes it is another.
constexpr std::uint64_t kFormat = 0x48774C7300000001;

class Writer {
 public:
  template <typename Value>
  void add(const Value* values, std::size_t count) {
    static_assert(std::is_trivially_copyable_v<Value>);
    const std::uint64_t number = count;
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
    bytes_.append(reinterpret_cast<const char*>(values), count * sizeof(Value));
  }
  template <typename List>
  void add(const List& list) {
    add(list.data(), list.size());
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <typename List>
  bool read(List& list) {
    using Value = typename List::value_type;
    std::uint64_t count = 0;
    if (!copy(&count, sizeof count) || count > bytes_.size() / sizeof(Value)) return false;
    list.resize(count);
    return copy(list.data(), count * sizeof(Value));
  }
  bool at_end() const { return bytes_.empty(); }

 private:
  bool copy(void* to, std::size_t size) {
    if (size > bytes_.size()) return false;
    if (size > 0) std::memcpy(to, bytes_.data(), size);
    bytes_.remove_prefix(size);
    return true;
  }

  std::string_view bytes_;
};

// A key of measurements and its unit.
struct Unit {
  std::uint32_t key;
  std::uint32_t unit;
};

bool is_sound(const Columns& columns) {
  const std::size_t rows = columns.size();
  bool sound = std::is_sorted(columns.ids.begin(), columns.ids.end());
  const auto are_texts = [&](const std::vector<std::uint32_t>& numbers) {
    return std::all_of(numbers.begin(), numbers.end(),
                       [&](std::uint32_t number) { return number < columns.texts.size(); });
  };
  Columns::each_plain([&](auto column) { sound = sound && (columns.*column).size() == rows; });
  Columns::each_text(
      [&](auto column) { sound = sound && (columns.*column).size() == rows && are_texts(columns.*column); });
  sound = sound && are_texts(columns.measurement_keys) &&
          columns.measurement_keys.size() == columns.measurement_values.size();
  for (const auto& [key, value] : columns.tags)
    sound = sound && key < columns.texts.size() && value < columns.texts.size();
  for (const auto& [key, unit] : columns.measurement_units)
    sound = sound && key < columns.texts.size() && unit < columns.texts.size();
  return sound;
}

// Rows have theirs one behind the other. False if there are not as many of them.
bool set_places(const std::vector<std::uint16_t>& counts, std::size_t most, std::vector<std::uint32_t>& at) {
  std::size_t next = 0;
  for (const std::uint16_t count : counts) {
    at.push_back(static_cast<std::uint32_t>(next));
    next += count;
  }
  return next == most;
}

}  // namespace

std::string bytes_of(const Columns& columns, Columns::Row from, Columns::Row to) {
  Columns part;  // with texts of its own, and everything in the order of its rows
  part.append(columns, from, to);
  Writer writer;
  writer.add(&kFormat, 1);
  std::string texts;
  std::vector<std::uint32_t> lengths;
  for (std::uint32_t number = 1; number < part.texts.size(); ++number) {
    texts += part.texts.text(number);
    lengths.push_back(static_cast<std::uint32_t>(part.texts.text(number).size()));
  }
  std::vector<Unit> units;
  for (const auto& [key, unit] : part.measurement_units) units.push_back({key, unit});
  writer.add(lengths);
  writer.add(texts);
  writer.add(units);
  writer.add(part.tags);
  writer.add(part.measurement_keys);
  writer.add(part.measurement_values);
  Columns::each_plain([&](auto column) { writer.add(part.*column); });
  Columns::each_text([&](auto column) { writer.add(part.*column); });
  return writer.take();
}

std::optional<Columns> columns_from(std::string_view bytes) {
  Reader reader(bytes);
  Columns columns;
  std::vector<std::uint64_t> format;
  std::vector<std::uint32_t> lengths;
  std::string texts;
  std::vector<Unit> units;
  bool read = reader.read(format) && format == std::vector{kFormat} && reader.read(lengths) &&
              reader.read(texts) && reader.read(units) && reader.read(columns.tags) &&
              reader.read(columns.measurement_keys) && reader.read(columns.measurement_values);
  Columns::each_plain([&](auto column) { read = read && reader.read(columns.*column); });
  Columns::each_text([&](auto column) { read = read && reader.read(columns.*column); });
  if (!read || !reader.at_end()) return std::nullopt;
  std::string_view rest = texts;
  for (const std::uint32_t length : lengths) {
    if (length > rest.size()) return std::nullopt;
    columns.texts.number_of(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  for (const auto& [key, unit] : units) columns.measurement_units.emplace(key, unit);
  columns.alive.assign(columns.size(), 1);
  if (!is_sound(columns) || !set_places(columns.tags_count, columns.tags.size(), columns.tags_at) ||
      !set_places(columns.measurements_count, columns.measurement_keys.size(), columns.measurements_at))
    return std::nullopt;
  return columns;
}

}  // namespace headwater::collector
