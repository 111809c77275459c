// A transaction of any spans, values and scope as an envelope: it is one that receivers take (check.h).
//
// An input is a list of things to do to one transaction: a byte that says what, then its numbers and texts.

#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "src/outbox/envelope.h"
#include "tests/core/support/joined.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/plausible.h"
#include "tests/fuzz/shim_text.h"

namespace headwater::fuzz {
namespace {

// Enough to go beyond every cap.
constexpr Handle kMostSpans = 1300;

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  bool empty() const { return size_ == 0; }

  std::uint8_t byte() {
    if (size_ == 0) return 0;
    --size_;
    return *data_++;
  }

  double number() {
    const std::uint8_t first = byte();
    if (first < 230) return first * 8.25;
    if (first < 250) return special_number(first);
    std::uint8_t bytes[sizeof(double)];
    for (std::uint8_t& one : bytes) one = byte();
    double number;
    std::memcpy(&number, bytes, sizeof number);
    return number;
  }

  // As the core gets its texts: well-formed UTF-8. A few are long.
  std::string text() {
    const std::uint8_t first = byte();
    std::string text;
    for (std::size_t left = first % 32; left > 0 && size_ > 0; --left) text += static_cast<char>(byte());
    repair_utf8(text);
    if (first < 252 || text.empty()) return text;
    std::string several;
    while (several.size() < 8000) several += text;
    return several;
  }

  std::string json() {
    const std::uint8_t first = byte();
    if (first < 16) return shim_json(text());
    std::string text = first < 128 ? "{" : "[";
    for (int left = first % 8; left >= 0; --left) {
      text += first < 128 ? "\"k\":" + std::to_string(first) : "\"\\u0007\"";
      if (left > 0) text += ',';
    }
    return text + (first < 128 ? '}' : ']');
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
};

class Writer {
 public:
  explicit Writer(Input input) : input_(input) {
    options_.seed_high = input_.byte();
    options_.seed_low = input_.byte();
    options_.min_span_duration = input_.byte() % 4 * 10;
    for (String* text : {&options_.version, &options_.dsn, &options_.user_agent, &options_.referrer,
                         &options_.release, &options_.environment}) {
      *text = input_.text();
    }
  }

  void run() {
    TransactionContext context;
    context.trace_id = "771a43a4192642f0b136d5159a501700";
    if (input_.byte() % 2) context.parent_span_id = "b7ad6b7169203331";
    context.op = input_.text();
    context.origin = input_.text();
    context.url = input_.text();
    const std::string name = input_.text(), source = input_.text();
    context.set_name(name, source, drops_);
    const double start = start_of(input_.number());
    context.anchor = {start, 1763800000000 + input_.number()};
    Transaction transaction(std::move(context), 1, start, start, drops_);
    while (!input_.empty()) change(transaction);
    finish(transaction, start_of(start + input_.number()));
  }

 private:
  // A time that the tracer takes.
  static double start_of(double number) { return std::isfinite(number) && number >= 0 ? number : 0; }

  SpanRecord& any_span(Transaction& transaction) {
    Vector<SpanRecord>& all = transaction.spans.all();
    return all[input_.byte() % all.size()];
  }

  // A few are crowds.
  void add_spans(Transaction& transaction, bool finished) {
    const std::uint8_t count = input_.byte();
    const Handle parent = any_span(transaction).handle;
    const double start = start_of(input_.number()), duration = start_of(input_.number());
    const std::string op = input_.text(), description = input_.text(), origin = input_.text();
    for (int left = count < 252 ? 1 : 400; left > 0 && last_ < kMostSpans; --left) {
      ++last_;
      if (finished) {
        transaction.add_finished(last_, start, start + duration, op, description, origin);
      } else {
        transaction.start_span(last_, parent, start, start, op, description, origin);
      }
    }
  }

  // Says the same of every span; one of its own otherwise.
  void set_data(Transaction& transaction, bool of_all, bool json) {
    const std::string key = input_.text(), value = json ? input_.json() : input_.text();
    SpanStore& spans = transaction.spans;
    const auto set = [&](SpanRecord& span) {
      if (json) return spans.set_data_json(span, key, value);
      spans.set_data(span, key, value);
    };
    if (!of_all) return set(any_span(transaction));
    for (SpanRecord& span : spans.all()) set(span);
  }

  void change(Transaction& transaction) {
    SpanStore& spans = transaction.spans;
    switch (input_.byte() % 12) {
      case 0:
        return add_spans(transaction, false);
      case 1:
        return add_spans(transaction, true);
      case 2: {
        SpanRecord& span = any_span(transaction);
        if (&span == &spans.root()) return;
        const double end = start_of(input_.number());
        return transaction.finish_span(span, end, end);
      }
      case 3: {
        const std::string key = input_.text(), value = input_.text();
        return spans.set_tag(any_span(transaction), key, value);
      }
      case 4:
        return set_data(transaction, input_.byte() > 252, input_.byte() % 2);
      case 5: {
        const std::string key = input_.text();
        return spans.set_data(any_span(transaction), key, input_.number());
      }
      case 6: {
        const std::string own = input_.text(), type = input_.text();
        return spans.add_link(any_span(transaction),
                              own.empty() ? "771a43a4192642f0b136d5159a501701-b7ad6b7169203331-1" : own,
                              type);
      }
      case 7: {
        const std::string name = input_.text(), unit = input_.text();
        return transaction.set_measurement(name, input_.number(), unit);
      }
      case 8: {
        const std::string key = input_.text(), value = input_.text();
        return scope_.set_tag(key, value, drops_);
      }
      case 9: {
        const std::string key = input_.text(), value = input_.json();
        return scope_.set_value(static_cast<Scope::Section>(input_.byte() % 3), key, value, drops_);
      }
      case 10: {
        SpanRecord& span = any_span(transaction);
        span.status = static_cast<Status>(input_.byte() % 18);
        span.request = input_.byte() % 2;
        return;
      }
      default:
        dsc_ = input_.byte() % 2 ? R"({"trace_id":"771a43a4192642f0b136d5159a501700"})" : "";
    }
  }

  void finish(Transaction& transaction, double end) {
    if (options_.seed_low % 2) {
      transaction.cancel_open_children(end);
    } else {
      transaction.drop_open_children(end);
    }
    transaction.end_root(end, options_);
    constexpr std::string_view kEventId = "b3703ad8945040229cb0770836e3e52b";
    const PayloadStart start = start_payload(transaction, scope_, options_, kEventId, drops_);
    Parts parts({start.text, &transaction, kEventId, dsc_, {}, rfc3339(end)}, options_);
    const std::string text(joined(parts));
    check_envelope(text);
    const std::size_t payload = text.find('\n', text.find('\n') + 1) + 1;
    if (text.size() - payload - 1 > start.bytes) fail("it is longer than it was said to be", text);
    if (!drops_.empty()) fail("what was dropped counts again", text);
  }

  Input input_;
  Options options_;
  Drops drops_;
  Scope scope_;
  std::string dsc_;
  Handle last_ = 1;
};

}  // namespace
}  // namespace headwater::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  headwater::fuzz::Writer({data, size}).run();
  return 0;
}
