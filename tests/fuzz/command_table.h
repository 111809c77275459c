#pragma once

#include <string>
#include <vector>

#include "src/commands/commands.h"

namespace headwater::fuzz {

// A command with the names that wasm/commands.md gives its numbers and strings.
struct NamedCommand {
  CommandShape shape;
  std::vector<std::string> numbers;
  std::vector<std::string> strings;
};

// All of kCommandShapes.
const std::vector<NamedCommand>& named_commands();

// The one with that code; null when there is none.
const NamedCommand* named_command(double code);

}  // namespace headwater::fuzz
