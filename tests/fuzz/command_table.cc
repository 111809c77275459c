#include "tests/fuzz/command_table.h"

#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/fuzz/check.h"

namespace headwater::fuzz {
namespace {

std::vector<std::string> words(std::istream& row) {
  std::string cell;
  std::getline(row, cell, '|');
  std::istringstream stream(cell);
  return {std::istream_iterator<std::string>(stream), {}};
}

// From the rows `| code | name | numbers | strings | meaning |`.
std::vector<NamedCommand> read_table() {
  std::vector<NamedCommand> commands;
  for (const CommandShape& shape : kCommandShapes) {
    std::ifstream file(HEADWATER_COMMANDS_MD);
    const std::string start = "| " + std::to_string(static_cast<int>(shape.command)) + " |";
    std::string line;
    while (std::getline(file, line) && line.rfind(start, 0) != 0) {
    }
    std::istringstream row(line.erase(0, std::min(line.size(), start.size())));
    NamedCommand command = {shape, {}, {}};
    words(row);
    command.numbers = words(row);
    command.strings = words(row);
    if (command.numbers.size() != shape.numbers || command.strings.size() != shape.strings) {
      fail("not as in commands.md", start);
    }
    commands.push_back(std::move(command));
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
