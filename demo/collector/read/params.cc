#include "demo/collector/read/params.h"

#include <charconv>

namespace headwater::collector {
namespace {

constexpr std::size_t kMostColumns = 50;

std::optional<double> read_moment(const httplib::Params& params, const char* name, double now) {
  const std::string text = text_param(params, name);
  if (text.empty()) return std::nullopt;
  if (text[0] == '-' && text.size() > 2) {
    double amount = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), amount);
    const std::string unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const double length = unit == "s"   ? 1e3
                          : unit == "m" ? 60e3
                          : unit == "h" ? 3600e3
                          : unit == "d" ? 86400e3
                                        : 0;
    if (error == std::errc() && length > 0) return now - amount * length;
  }
  double moment = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), moment);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(moment))
    throw QueryError(std::string(name) +
                     " can't be read: expected milliseconds since 1970, or -15m, -24h, -30d: " + text);
  return moment;
}

}  // namespace

std::string text_param(const httplib::Params& params, const char* name, const std::string& otherwise) {
  const auto found = params.find(name);
  return found == params.end() ? otherwise : found->second;
}

std::size_t count_param(const httplib::Params& params, const char* name, std::size_t otherwise,
                        std::size_t least, std::size_t most) {
  const std::string text = text_param(params, name);
  if (text.empty()) return otherwise;
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count < least || count > most) {
    throw QueryError(std::string(name) + " is not in " + std::to_string(least) + " to " +
                     std::to_string(most) + ": " + text);
  }
  return count;
}

bool flag_param(const httplib::Params& params, const char* name) { return text_param(params, name) == "1"; }

Selection read_selection(const httplib::Params& params, double now) {
  Selection selection;
  selection.query = read_query(text_param(params, "query"));
  selection.from = read_moment(params, "from", now);
  selection.to = read_moment(params, "to", now);
  if (selection.from && selection.to && *selection.from >= *selection.to)
    throw QueryError("from is not before to");
  return selection;
}

std::vector<std::string> read_columns(const std::string& text) {
  std::vector<std::string> columns(1);
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      columns.emplace_back();
    } else if (c != ' ' || quoted || !columns.back().empty()) {
      columns.back() += c;
    }
  }
  for (std::string& column : columns) {
    while (!column.empty() && column.back() == ' ') column.pop_back();
    if (column.empty()) throw QueryError("columns: expected a name between commas");
  }
  if (columns.size() > kMostColumns)
    throw QueryError("more than " + std::to_string(kMostColumns) + " columns");
  return columns;
}

}  // namespace headwater::collector
