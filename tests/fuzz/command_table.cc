#include "tests/fuzz/command_table.h"

#include <iterator>
#include <sstream>

#include "tests/core/support/command_names.h"

namespace headwater::fuzz {
namespace {

std::vector<std::string> words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  return {std::istream_iterator<std::string>(stream), {}};
}

std::vector<NamedCommand> read_table() {
  std::vector<NamedCommand> commands;
  for (const CommandShape& shape : kCommandShapes) {
    const testing::CommandNames& names = testing::kCommandNames[commands.size()];
    commands.push_back({shape, words(names.numbers), words(names.strings)});
  }
  return commands;
}

}  // namespace

const std::vector<NamedCommand>& named_commands() {
  static const std::vector<NamedCommand> commands = read_table();
  return commands;
}

const NamedCommand* named_command(double code) {
  for (const NamedCommand& command : named_commands()) {
    if (static_cast<double>(command.shape.command) == code) return &command;
  }
  return nullptr;
}

}  // namespace headwater::fuzz
