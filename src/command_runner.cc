#include "command_runner.h"

#include <cmath>
#include <utility>

#include "batch.h"
#include "json_text.h"
#include "limits.h"
#include "url.h"

namespace headwater {
namespace {

std::uint32_t word(double number) {
  return number >= 0 && number < 4294967296.0 ? static_cast<std::uint32_t>(number) : 0;
}

// A finite number, or what stands for it.
double finite_or(double number, double otherwise) { return std::isfinite(number) ? number : otherwise; }

// A limit in ms; only one that is not negative replaces the default.
void set_limit(double& limit, double number) {
  if (number >= 0) limit = number;
}

// Reads the arguments of one command in the order of its row in commands.md.
class Arguments {
 public:
  Arguments(const DecodedCommand& command, Tracer& tracer)
      : numbers_(command.numbers), strings_(command.strings), tracer_(tracer) {}

  double number() { return *numbers_++; }
  double number_or(double otherwise) { return finite_or(number(), otherwise); }

  // A time that may be absent (NaN); one that is infinite or negative counts as absent.
  double time_or(double otherwise) {
    const double time = number();
    if (time >= 0 && std::isfinite(time)) return time;
    if (!std::isnan(time)) tracer_.drops().add(Drop::kInvalidTime);
    return otherwise;
  }

  // An HTTP status code; 0 for what cannot be one.
  int http_code() {
    const double code = number();
    return code >= 0 && code < 1000 ? static_cast<int>(code) : 0;
  }

  std::uint32_t bits() { return word(number()); }
  std::string_view string() { return *strings_++; }

  // Start and duration of what is over by `at`.
  void read_extent(double at, double& start, double& duration) {
    start = std::fmin(std::fmax(number_or(0), 0), at);
    duration = std::fmin(std::fmax(number_or(0), 0), at - start);
  }

  // A handle the shim may give out; 0, which names nothing, for anything else.
  Handle handle() {
    const double value = number();
    const Handle handle = word(value);
    if (handle == 0 || handle >= kFirstCoreHandle || value != handle) {
      tracer_.drops().add(Drop::kInvalidHandle);
      return 0;
    }
    return handle;
  }

  // A handle where 0 means the root.
  Handle parent() {
    const double value = number();
    return value >= 0 && value < kFirstCoreHandle ? word(value) : 0;
  }

 private:
  const double* numbers_;
  const std::string_view* strings_;
  Tracer& tracer_;
};

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

void add_entry(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  Entry entry;
  const double kind = arguments.number();
  entry.kind = kind == 1   ? EntryKind::kMeasure
               : kind == 2 ? EntryKind::kPaint
               : kind == 3 ? EntryKind::kLoadEvent
                           : EntryKind::kMark;
  arguments.read_extent(at, entry.start, entry.duration);
  entry.name = arguments.string();
  tracer.add_entry(at, entry);
}

// The phases that both timings share from domain_lookup_start to response_end.
void read_connection(FetchTiming& timing, Arguments& arguments) {
  timing.domain_lookup_start = arguments.number_or(0);
  timing.domain_lookup_end = arguments.number_or(0);
  timing.connect_start = arguments.number_or(0);
  timing.secure_connection_start = arguments.number_or(0);
  timing.connect_end = arguments.number_or(0);
  timing.request_start = arguments.number_or(0);
  timing.response_start = arguments.number_or(0);
  timing.response_end = arguments.number_or(0);
}

void read_sizes(FetchTiming& timing, Arguments& arguments) {
  timing.transfer_size = arguments.number_or(0);
  timing.encoded_body_size = arguments.number_or(0);
  timing.decoded_body_size = arguments.number_or(0);
  timing.response_status = arguments.number_or(0);
}

void add_resource(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  ResourceTiming timing;
  arguments.read_extent(at, timing.start, timing.duration);
  timing.redirect_start = arguments.number_or(0);
  timing.redirect_end = arguments.number_or(0);
  timing.worker_start = arguments.number_or(0);
  timing.fetch_start = arguments.number_or(0);
  read_connection(timing, arguments);
  read_sizes(timing, arguments);
  timing.url = arguments.string();
  timing.initiator_type = arguments.string();
  timing.protocol = arguments.string();
  timing.render_blocking = arguments.string();
  timing.delivery_type = arguments.string();
  tracer.add_resource(at, timing);
}

void add_navigation_timing(Tracer& tracer, double at, Arguments arguments) {
  arguments.number();
  NavigationTiming timing;
  timing.start = arguments.number_or(0);
  timing.unload_event_start = arguments.number_or(0);
  timing.unload_event_end = arguments.number_or(0);
  timing.redirect_start = arguments.number_or(0);
  timing.redirect_end = arguments.number_or(0);
  timing.worker_start = 0;
  timing.fetch_start = arguments.number_or(0);
  read_connection(timing, arguments);
  timing.dom_content_loaded_event_start = arguments.number_or(0);
  timing.dom_content_loaded_event_end = arguments.number_or(0);
  read_sizes(timing, arguments);
  timing.redirect_count = arguments.number_or(0);
  timing.url = arguments.string();
  timing.protocol = arguments.string();
  tracer.add_navigation_timing(at, timing);
}

// `at` is finite, the moment to record for it.
void apply(Tracer& tracer, const DecodedCommand& command, double at) {
  const Arguments arguments(command, tracer);
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
