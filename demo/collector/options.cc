#include "demo/collector/options.h"

#include <getopt.h>

#include <charconv>
#include <cstring>
#include <stdexcept>

namespace headwater::collector {
namespace {

int read_number(const char* name, const char* text, int least, int most) {
  int number = 0;
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), number);
  if (error != std::errc() || *end != '\0' || number < least || number > most) {
    throw std::invalid_argument(std::string(name) + " is not in " + std::to_string(least) + " to " +
                                std::to_string(most) + ": " + text);
  }
  return number;
}

// "7d" in seconds.
double read_age(const char* name, const char* text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), number);
  const std::string unit = end;
  const double seconds = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : unit == "d" ? 86400 : 0;
  if (error != std::errc() || !(number * seconds > 0) || number * seconds > 1e10)
    throw std::invalid_argument(std::string(name) + " is no time like 30m, 12h or 7d: " + text);
  return number * seconds;
}

}  // namespace

std::string usage() {
  const Options defaults;
  return "Usage: headwater-collector [options]\n"
         "Receives Sentry envelopes, keeps them in an SQLite file and shows their traces.\n\n"
         "  --host ADDRESS  address to listen on (" +
         defaults.host +
         "); anything but loopback lets others read too\n"
         "  --port NUMBER   port to listen on (" +
         std::to_string(defaults.port) +
         "), 0 for any free one\n"
         "  --db FILE       where to keep what was received (" +
         defaults.file +
         ")\n"
         "  --max-db MB     how large that file may become (" +
         std::to_string(defaults.max_megabytes) +
         "); then the oldest make room\n"
         "  --keep TIME     how long to keep it, as 12h or 7d; else as long as there is room\n"
         "  --forward DSN   a Sentry, Relay or GlitchTip that gets every envelope too; may be repeated\n"
         "  --otlp URL      an OpenTelemetry Collector that gets all traces too, as OTLP/HTTP; may be "
         "repeated\n"
         "  --help          this text\n\n"
         "An envelope that was answered with 200 survives the end of the program, kill -9 included; a power\n"
         "cut may lose the latest. While it can't be stored, as on a full disk, the answer is 503.\n\n"
         "Prints its address on one line when it is ready. Stops on SIGINT and SIGTERM.\n";
}

std::optional<Options> read_options(int argc, char** argv) {
  static const option kOptions[] = {{"host", required_argument, nullptr, 'o'},
                                    {"port", required_argument, nullptr, 'p'},
                                    {"db", required_argument, nullptr, 'd'},
                                    {"max-db", required_argument, nullptr, 'm'},
                                    {"keep", required_argument, nullptr, 'k'},
                                    {"forward", required_argument, nullptr, 'f'},
                                    {"otlp", required_argument, nullptr, 't'},
                                    {"help", no_argument, nullptr, 'h'},
                                    {nullptr, 0, nullptr, 0}};
  Options options;
  optind = 0;  // begin anew, should it be called twice
  for (;;) {
    const int next = getopt_long(argc, argv, "h", kOptions, nullptr);
    if (next == -1) break;
    if (next == 'h') return std::nullopt;
    if (next == 'o') {
      options.host = optarg;
      // The system would take it for every address there is.
      if (options.host.empty()) throw std::invalid_argument("--host is empty");
    } else if (next == 'p') {
      options.port = read_number("--port", optarg, 0, 65535);
    } else if (next == 'd') {
      options.file = optarg;
    } else if (next == 'm') {
      options.max_megabytes = read_number("--max-db", optarg, 1, 1 << 20);
    } else if (next == 'k') {
      options.keep_seconds = read_age("--keep", optarg);
    } else if (next == 'f') {
      options.forward.emplace_back(optarg);
    } else if (next == 't') {
      options.otlp.emplace_back(optarg);
    } else {
      throw std::invalid_argument("see --help");  // getopt has printed what it did not understand
    }
  }
  if (optind < argc) throw std::invalid_argument(std::string("unexpected argument: ") + argv[optind]);
  return options;
}

}  // namespace headwater::collector
