#include "src/commands/value_commands.h"

#include "src/text/decimal.h"

namespace headwater {

void read_scope_tag(Tracer& tracer, const Arguments& arguments) {
  using Row = row::ScopeTag;
  const std::string_view key = arguments.string(Row::kKey);
  if (arguments.is_one(Row::kPresent)) {
    tracer.scope().set_tag(key, arguments.string(Row::kValue), tracer.drops());
  } else {
    tracer.scope().remove_tag(key);
  }
}

void read_scope_value(Tracer& tracer, const Arguments& arguments) {
  using Row = row::ScopeValue;
  const double number = arguments.number(Row::kSection);
  const auto section = number == 0   ? Scope::Section::kUser
                       : number == 1 ? Scope::Section::kExtra
                                     : Scope::Section::kContext;
  const std::string_view key = arguments.string(Row::kKey);
  if (arguments.is_one(Row::kPresent)) {
    tracer.scope().set_value(section, key, arguments.string(Row::kJson), tracer.drops());
  } else {
    tracer.scope().remove_value(section, key);
  }
}

void read_name(Tracer& tracer, const Arguments& arguments) {
  using Row = row::Name;
  if (const Handle handle = arguments.handle(Row::kHandle)) {
    tracer.set_name(handle, arguments.string(Row::kName), arguments.string(Row::kSource));
  }
}

void read_value(Tracer& tracer, Command command, const Arguments& arguments) {
  static_assert(row::Tag::kHandle == 0 && row::Data::kHandle == 0 && row::Status::kHandle == 0 &&
                row::HttpStatus::kHandle == 0 && row::Link::kHandle == 0 && row::Measurement::kHandle == 0);
  const Handle handle = arguments.handle(0);
  if (handle == 0) return;
  auto [transaction, span] = tracer.find(handle);
  if (!transaction) return;
  SpanStore& spans = transaction->spans;
  // Making room moves spans, and may take this one.
  if (transaction->make_room()) span = spans.find(handle);
  if (!span) return;
  switch (command) {
    case Command::kTag:
      return spans.set_tag(*span, arguments.string(row::Tag::kKey), arguments.string(row::Tag::kValue));
    case Command::kData: {
      const std::string_view key = arguments.string(row::Data::kKey);
      const std::string_view json = arguments.string(row::Data::kJson);
      if (json.empty()) return spans.remove_data(*span, key);
      return spans.set_data_json(*span, key, json);
    }
    case Command::kLink:
      return tracer.add_link(*transaction, *span, arguments.string(row::Link::kTrace),
                             arguments.string(row::Link::kType));
    case Command::kStatus:
      if (const auto status = parse_status(arguments.string(row::Status::kStatus))) {
        span->status = *status;
      } else {
        tracer.drops().add(Drop::kInvalidStatus);
      }
      return;
    case Command::kHttpStatus: {
      const int code = http_code(arguments.number(row::HttpStatus::kCode));
      if (code == 0) return tracer.drops().add(Drop::kInvalidValue);
      spans.set_data(*span, "http.response.status_code", code);
      spans.set_tag(*span, "http.status_code", decimal(static_cast<std::uint64_t>(code)));
      span->status = status_of_http(code);
      return;
    }
    default:
      return transaction->set_measurement(arguments.string(row::Measurement::kName),
                                          arguments.number(row::Measurement::kValue),
                                          arguments.string(row::Measurement::kUnit));
  }
}

}  // namespace headwater
