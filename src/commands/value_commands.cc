#include "src/commands/value_commands.h"

#include "src/text/decimal.h"

namespace headwater {

void set_scope_tag(Tracer& tracer, Arguments arguments) {
  arguments.number();
  const bool present = arguments.number() == 1;
  const std::string_view key = arguments.string();
  const std::string_view value = arguments.string();
  if (present) {
    tracer.scope().set_tag(key, value, tracer.drops());
  } else {
    tracer.scope().remove_tag(key);
  }
}

void set_scope_value(Tracer& tracer, Arguments arguments) {
  arguments.number();
  const double number = arguments.number();
  const auto section = number == 0   ? Scope::Section::kUser
                       : number == 1 ? Scope::Section::kExtra
                                     : Scope::Section::kContext;
  const bool present = arguments.number() == 1;
  const std::string_view key = arguments.string();
  const std::string_view json = arguments.string();
  if (present) {
    tracer.scope().set_value(section, key, json, tracer.drops());
  } else {
    tracer.scope().remove_value(section, key);
  }
}

void set_value(Tracer& tracer, Command command, Arguments arguments) {
  const Handle handle = arguments.handle();
  if (handle == 0) return;
  if (command == Command::kName) {
    const std::string_view name = arguments.string();
    tracer.set_name(handle, name, arguments.string());
    return;
  }
  Transaction* const transaction = tracer.find(handle).transaction;
  if (!transaction) return;
  // Making room moves spans, and may take this one.
  transaction->make_room();
  SpanStore& spans = transaction->spans;
  SpanRecord* const span = spans.find(handle);
  if (!span) return;
  switch (command) {
    case Command::kTag: {
      const std::string_view key = arguments.string();
      spans.set_tag(*span, key, arguments.string());
      break;
    }
    case Command::kData: {
      const std::string_view key = arguments.string();
      const std::string_view json = arguments.string();
      if (json.empty()) {
        spans.remove_data(*span, key);
      } else {
        spans.set_data_json(*span, key, json);
      }
      break;
    }
    case Command::kLink: {
      const std::string_view trace = arguments.string();
      tracer.add_link(*transaction, *span, trace, arguments.string());
      break;
    }
    case Command::kStatus:
      if (const auto status = parse_status(arguments.string())) {
        span->status = *status;
      } else {
        tracer.drops().add(Drop::kInvalidStatus);
      }
      break;
    case Command::kHttpStatus: {
      const int code = arguments.http_code();
      if (code == 0) {
        tracer.drops().add(Drop::kInvalidValue);
        break;
      }
      spans.set_data(*span, "http.response.status_code", code);
      spans.set_tag(*span, "http.status_code", decimal(static_cast<std::uint64_t>(code)));
      span->status = status_of_http(code);
      break;
    }
    default: {
      const double value = arguments.number();
      const std::string_view name = arguments.string();
      transaction->set_measurement(name, value, arguments.string());
    }
  }
}

}  // namespace headwater
