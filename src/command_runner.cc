#include "command_runner.h"

#include <cmath>
#include <utility>

#include "arguments.h"
#include "batch.h"
#include "entry_commands.h"
#include "json_text.h"
#include "limits.h"
#include "url.h"

namespace headwater {
namespace {

// A limit in ms; only one that is not negative replaces the default.
void set_limit(double& limit, double number) {
  if (number >= 0) limit = number;
}

void configure(Tracer& tracer, Arguments arguments) {
  Options options;
  options.seed_high = arguments.bits();
  options.seed_low = arguments.bits();
  const std::uint64_t random_high = arguments.bits();
  const std::uint64_t random_seed = random_high << 32 | arguments.bits();
  set_limit(options.idle_timeout, arguments.number());
  set_limit(options.final_timeout, arguments.number());
  set_limit(options.child_span_timeout, arguments.number());
  set_limit(options.max_transaction_duration, arguments.number());
  options.version = arguments.string();
  options.dsn = arguments.string();
  options.page_origin = arguments.string();
  options.user_agent = arguments.string();
  options.referrer = strip_url(arguments.string());
  options.release = arguments.string();
  if (const std::string_view environment = arguments.string(); !environment.empty()) {
    options.environment = environment;
  }
  tracer.configure(std::move(options), random_seed);
}

void set_scope_tag(Tracer& tracer, Arguments arguments) {
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

void start_transaction(Tracer& tracer, double at, Arguments arguments) {
  // Later than `at` where the start was earlier. What is wrong with it is counted already.
  const double t = arguments.number();
  const Handle handle = arguments.handle();
  const double kind = arguments.number();
  double start = arguments.time_or(t >= 0 ? t : at);
  const double epoch = arguments.number();
  if (start > at) {
    if (start > t) tracer.drops().add(Drop::kInvalidTime);
    start = at;
  }
  const double asked = t >= at && std::isfinite(t) ? t : at;

  TransactionContext context;
  context.kind = kind == 1   ? TransactionKind::kPageload
                 : kind == 2 ? TransactionKind::kNavigation
                             : TransactionKind::kManual;
  context.trace_id = arguments.string();
  context.parent_span_id = arguments.string();
  const std::string_view name = arguments.string();
  context.set_name(name, arguments.string(), tracer.drops());
  context.op = arguments.string();
  context.origin = arguments.string();
  context.url = cut(strip_url(arguments.string()), limits::kUrl, tracer.drops());
  context.dsc = arguments.string();
  context.anchor = {asked, epoch};

  if (handle == 0) return;
  if (!is_hex_id(context.trace_id, 32)) {
    tracer.drops().add(Drop::kInvalidTrace);
    return;
  }
  if (!std::isfinite(epoch)) {
    tracer.drops().add(Drop::kInvalidValue);
    return;
  }
  if (!context.parent_span_id.empty() && !is_hex_id(context.parent_span_id, 16)) {
    tracer.drops().add(Drop::kInvalidTrace);
    context.parent_span_id.clear();
  }
  if (!context.dsc.empty() && (context.dsc.front() != '{' || !check_json(context.dsc))) {
    tracer.drops().add(Drop::kInvalidJson);
    context.dsc.clear();
  }
  if (context.origin.empty()) context.origin = "manual";
  if (kind == 3) {
    tracer.start_rootless_page(at, handle, std::move(context));
  } else {
    tracer.start_transaction(at, handle, std::move(context), start);
  }
}

void start_span(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  const Handle handle = arguments.handle();
  const Handle root = arguments.handle();
  const Handle parent = arguments.parent();
  const double start = arguments.time_or(at);
  const std::string_view op = arguments.string();
  const std::string_view description = arguments.string();
  const std::string_view origin = arguments.string();
  if (handle == 0 || root == 0) return;
  tracer.start_span(at, handle, root, parent, start, op, description, origin.empty() ? "manual" : origin);
}

void finish(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  if (const Handle handle = arguments.handle()) tracer.finish(at, handle, arguments.time_or(at));
}

// The commands that set something on what a handle names.
void set_value(Tracer& tracer, Command command, Arguments arguments) {
  const Handle handle = arguments.handle();
  if (handle == 0) return;
  if (command == Command::kName) {
    const std::string_view name = arguments.string();
    tracer.set_name(handle, name, arguments.string());
    return;
  }
  const auto [transaction, span] = tracer.find(handle);
  if (!transaction) return;
  SpanStore& spans = transaction->spans;
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
      spans.set_tag(*span, "http.status_code", std::to_string(code));
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

void start_request(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  const Handle handle = arguments.handle();
  const Handle root = arguments.handle();
  const Handle parent = arguments.parent();
  const RequestType type = arguments.number() == 1 ? RequestType::kXhr : RequestType::kFetch;
  const std::string_view method = arguments.string();
  if (handle != 0 && root != 0)
    tracer.start_request(at, handle, root, parent, type, method, arguments.string());
}

void finish_request(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  const Handle handle = arguments.handle();
  const int code = arguments.http_code();
  const double outcome = arguments.number();
  if (handle == 0) return;
  tracer.finish_request(at, handle, code,
                        outcome == 0   ? RequestOutcome::kAnswered
                        : outcome == 2 ? RequestOutcome::kAborted
                                       : RequestOutcome::kNetworkError);
}

// `at` is finite, the moment to record for it.
void apply(Tracer& tracer, const DecodedCommand& command, double at) {
  const Arguments arguments(command, tracer.drops());
  switch (command.command) {
    case Command::kConfigure:
      return configure(tracer, arguments);
    case Command::kScopeTag:
      return set_scope_tag(tracer, arguments);
    case Command::kScopeValue:
      return set_scope_value(tracer, arguments);
    case Command::kTransaction:
      return start_transaction(tracer, at, arguments);
    case Command::kSpan:
      return start_span(tracer, at, arguments);
    case Command::kFinish:
      return finish(tracer, at, arguments);
    case Command::kRequest:
      return start_request(tracer, at, arguments);
    case Command::kResponse:
      return finish_request(tracer, at, arguments);
    case Command::kInteractive:
      return tracer.interactive(at);
    case Command::kHide:
      return tracer.hide(at);
    case Command::kFlush:
      return tracer.flush(at);
    case Command::kEntry:
      return add_entry(tracer, at, arguments);
    case Command::kResource:
      return add_resource(tracer, at, arguments);
    case Command::kNavigationTiming:
      return add_navigation_timing(tracer, at, arguments);
    case Command::kRefused:
      return tracer.drops().add(Drop::kBufferFull, word(*command.numbers));
    case Command::kTrap:
#ifdef HEADWATER_TEST_TRAP
      __builtin_trap();
#endif
      return;
    case Command::kTag:
    case Command::kData:
    case Command::kStatus:
    case Command::kHttpStatus:
    case Command::kName:
    case Command::kMeasurement:
      return set_value(tracer, command.command, arguments);
  }
}

}  // namespace

std::size_t run_batch(Tracer& tracer, const double* numbers, std::size_t count, std::string& text) {
  const Batch batch = decode_batch(numbers, count, text, tracer.drops());
  if (count >= 3) tracer.set_clocks(batch.clocks);
  const double now = std::fmax(finite_or(batch.clocks.now, 0), 0);
  std::size_t applied = 0;
  for (const DecodedCommand& command : batch.commands) {
    if (!tracer.configured() && command.command != Command::kConfigure) {
      tracer.drops().add(Drop::kNotConfigured);
      continue;
    }
    tracer.advance(command.time);
    apply(tracer, command, finite_or(command.time, now));
    ++applied;
  }
  if (tracer.configured()) tracer.advance(batch.clocks.now);
  return applied;
}

}  // namespace headwater
