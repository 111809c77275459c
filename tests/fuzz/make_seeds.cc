// make_seeds <folder>: writes what the golden files hold as inputs of each fuzz target, to
// <folder>/<target>/.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

#include "tests/fuzz/batch_input.h"
#include "tests/fuzz/entry_input.h"
#include "tests/golden/golden_file.h"

namespace headwater::fuzz {
namespace {

class Seeds {
 public:
  explicit Seeds(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::remove_all(folder_);
  }

  void add(const char* target, const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories(folder_ / target);
    std::ofstream(folder_ / target / name, std::ios::binary) << bytes;
  }

  // Named by their numbers.
  void add(const char* target, const std::set<std::string>& inputs) const {
    int number = 0;
    for (const std::string& input : inputs) add(target, std::to_string(++number), input);
  }

 private:
  std::filesystem::path folder_;
};

// Lines as url_fuzz.cc reads them; the address has neither query nor fragment.
std::string url_lines(const std::string& url) {
  const std::size_t host = url.find("://") + 3;
  const std::size_t path = std::min(url.find('/', host), url.size());
  return "page\n" + url.substr(0, host - 3) + '\n' + url.substr(host, path - host) + '\n' + url.substr(path) +
         "\npage=2&q=x";
}

// The addresses and pathnames among the strings of a batch.
void add_addresses(const std::string& text, std::set<std::string>& urls, std::set<std::string>& paths) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\0', at);
    const std::string one = text.substr(at, end - at);
    at = end == std::string::npos ? text.size() : end + 1;
    if (one.size() > 200) continue;
    if (one.find("://") != std::string::npos) urls.insert({one, url_lines(one)});
    if (!one.empty() && one[0] == '/') paths.insert("/shop/:category/*\t/users/:id\n" + one);
  }
}

// The envelopes of a text, and their payloads, as collector_fuzz.cc reads them.
void add_envelopes(std::string_view text, std::set<std::string>& inputs) {
  while (!text.empty()) {
    const std::size_t item = text.find('\n') + 1, payload = text.find('\n', item) + 1;
    const std::size_t end = text.find('\n', payload) + 1;
    inputs.insert(std::string(1, '\0').append(text.substr(0, end)));
    inputs.insert(std::string(1, '\3').append(text.substr(payload, end - payload)));
    text.remove_prefix(end);
  }
}

void write(const Seeds& seeds, const std::vector<golden::Golden>& goldens) {
  // As the documents of Sentry and JavaScript write them.
  std::set<std::string> urls, paths,
      wire = {
          "\4"
          "1763800000.25",
          "\4"
          "\"2026-11-22T12:00:00.000Z\"",
          "\4"
          "2020-02-29 23:59:60+05:30",
          "\5"
          "text",
          "\6{\"a\":[1,{}]}"};
  for (const golden::Golden& golden : goldens) {
    std::string batches, entries;
    for (const golden::Step& step : golden.steps) {
      Step batch = {{static_cast<double>(step.text.size()), step.clocks.now, step.clocks.epoch},
                    step.text,
                    Fate::kAccepted};
      batch.numbers.insert(batch.numbers.end(), step.numbers.begin(), step.numbers.end());
      append_step(batches, batch);
      entries += entry_bytes(step.numbers, step.text, step.clocks.now);
      add_addresses(step.text, urls, paths);
    }
    seeds.add("batch", golden.name, batches);
    seeds.add("entries", golden.name, entries);
    // A list of things to do, whatever its bytes: any are.
    seeds.add("envelope", golden.name, entries.substr(0, 512));
    add_envelopes(golden.expected, wire);
  }
  seeds.add("url", urls);
  seeds.add("names", paths);
  seeds.add("collector", wire);
}

}  // namespace
}  // namespace headwater::fuzz

int main(int count, char** arguments) {
  using namespace headwater;
  if (count != 2) return 2;
  std::vector<std::string> errors;
  const auto goldens = golden::read_goldens(HEADWATER_GOLDEN_FOLDER, errors);
  for (const std::string& error : errors) std::fprintf(stderr, "%s\n", error.c_str());
  if (!errors.empty()) return 1;
  fuzz::write(fuzz::Seeds(arguments[1]), goldens);
}
