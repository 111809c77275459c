#include "demo/collector/read/field.h"

#include <map>

namespace headwater::collector {
namespace {

const std::map<std::string_view, std::vector<std::uint32_t> Columns::*>& text_columns() {
  static const std::map<std::string_view, std::vector<std::uint32_t> Columns::*> kColumns = {
      {"transaction", &Columns::name}, {"op", &Columns::op},           {"transaction.op", &Columns::op},
      {"status", &Columns::status},    {"release", &Columns::release}, {"environment", &Columns::environment},
      {"service", &Columns::service},  {"project", &Columns::project}, {"user", &Columns::user},
      {"user.id", &Columns::user},     {"sdk", &Columns::sdk}};
  return kColumns;
}

const std::map<std::string_view, std::vector<double> Columns::*>& number_columns() {
  static const std::map<std::string_view, std::vector<double> Columns::*> kColumns = {
      {"duration", &Columns::duration},
      {"start", &Columns::start},
      {"received", &Columns::received},
      {"sample_rate", &Columns::sample_rate}};
  return kColumns;
}

bool is_vital(std::string_view key) {
  for (const std::string_view vital : {"fp", "fcp", "lcp", "cls", "inp", "ttfb"}) {
    if (key == vital) return true;
  }
  return false;
}

}  // namespace

Field::Field(const Columns& columns, const std::string& key) : columns_(columns) {
  if (const auto text = text_columns().find(key); text != text_columns().end()) {
    texts_ = &(columns.*text->second);
    return;
  }
  if (const auto number = number_columns().find(key); number != number_columns().end()) {
    type_ = key == "start" || key == "received" ? Type::kTime : Type::kNumber;
    numbers_ = &(columns.*number->second);
    return;
  }
  if (key == "spans") {
    type_ = Type::kNumber;
    counts_ = &columns.span_count;
    return;
  }
  if (key == "trace" || key == "id") {
    type_ = Type::kLongId;
    long_ids_ = key == "trace" ? &columns.trace_id : &columns.event_id;
    return;
  }
  if (key == "span" || key == "parent") {
    type_ = Type::kShortId;
    short_ids_ = key == "span" ? &columns.span_id : &columns.parent_id;
    return;
  }
  number_ = columns.texts.find(key).value_or(0);
  const bool tagged = number_ != 0 && columns.tag_keys.contains(number_);
  const bool measured = number_ != 0 && columns.measurement_units.contains(number_);
  if (is_vital(key) || (measured && !tagged)) type_ = Type::kNumber;
  known_ = tagged || measured;
}

std::optional<std::string> Field::unit() const {
  if (type_ != Type::kNumber || counts_) return std::nullopt;
  if (numbers_ == &columns_.duration) return "millisecond";
  if (numbers_) return std::nullopt;
  const auto unit = columns_.measurement_units.find(number_);
  if (unit == columns_.measurement_units.end() || unit->second == 0) return std::nullopt;
  return columns_.texts.text(unit->second);
}

bool Field::is_duration() const {
  if (type_ != Type::kNumber || counts_ || numbers_ == &columns_.sample_rate) return false;
  if (numbers_) return true;
  const auto measured_in = unit();
  return measured_in ? *measured_in == "millisecond" : !known_;
}

bool Field::has(Columns::Row row) const {
  switch (type_) {
    case Type::kText:
      return text(row) != 0;
    case Type::kNumber:
    case Type::kTime:
      return !std::isnan(number(row));
    default:
      return !(id(row) == TraceId{});
  }
}

std::optional<std::string> Field::written(Columns::Row row) const {
  if (!has(row)) return std::nullopt;
  switch (type_) {
    case Type::kText:
      return columns_.texts.text(text(row));
    case Type::kLongId:
      return hex_of(id(row));
    case Type::kShortId:
      return hex_of(id(row).low);
    default:
      return to_text(number_json(number(row)));
  }
}

const std::vector<FixedKey>& fixed_keys() {
  static const std::vector<FixedKey> kKeys = {{"transaction", "string", nullptr, true},
                                              {"op", "string", nullptr, true},
                                              {"status", "string", nullptr, true},
                                              {"service", "string", nullptr, true},
                                              {"release", "string", nullptr, true},
                                              {"environment", "string", nullptr, true},
                                              {"project", "string", nullptr, true},
                                              {"trace", "string", nullptr, true},
                                              {"id", "string", nullptr, true},
                                              {"user.id", "string", nullptr, true},
                                              {"duration", "number", "millisecond", true},
                                              {"spans", "integer", nullptr, true},
                                              {"fp", "number", "millisecond", true},
                                              {"fcp", "number", "millisecond", true},
                                              {"lcp", "number", "millisecond", true},
                                              {"cls", "number", nullptr, true},
                                              {"inp", "number", "millisecond", true},
                                              {"ttfb", "number", "millisecond", true},
                                              {"start", "time", nullptr, false},
                                              {"received", "time", nullptr, false},
                                              {"span", "string", nullptr, false},
                                              {"parent", "string", nullptr, false},
                                              {"user", "string", nullptr, false},
                                              {"sdk", "string", nullptr, false},
                                              {"sample_rate", "number", nullptr, false}};
  return kKeys;
}

Json number_json(double number) {
  if (!std::isfinite(number)) return nullptr;
  constexpr double kExact = 9007199254740992;
  if (std::abs(number) < kExact && std::trunc(number) == number) return static_cast<std::int64_t>(number);
  return number;
}

}  // namespace headwater::collector
