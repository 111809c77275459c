#pragma once

#include <cstddef>
#include <string_view>

#include "src/base/string.h"

namespace headwater {

// Appends JSON to one text, member by member, so that nothing is copied on the way to it. Texts given to it
// are well-formed UTF-8 (batch.h sees to that): only quotes, backslashes and control characters are escaped.
class JsonWriter {
 public:
  // Opens an object: as a line, an element, or a member of what is open. Answers what close() is to be given.
  std::size_t open();
  std::size_t open(std::string_view key);
  // The same with what stands before it written as it is: `,"key":{`.
  std::size_t open_behind(std::string_view start);

  // Closes it. An object that got no members is taken back together with its key.
  void close(std::size_t opened);

  // Members of the open object. `json` is a value's text. A number is the shortest text that reads back the
  // same, a whole one without ".0"; of one that needs more than 15 digits the last may differ. The largest is
  // 1.79769313486e308, for all that are larger. One that is not finite is null.
  void string(std::string_view key, std::string_view value);
  void number(std::string_view key, double value);
  void raw(std::string_view key, std::string_view json);

  // Nothing when the value is empty.
  void string_if(std::string_view key, std::string_view value);

  // A string, behind what is written as it is: `,"key":`.
  void string_behind(std::string_view start, std::string_view value);

  String text;

 private:
  std::string_view comma() const;  // where one is needed
  void key(std::string_view name);
  void append_escaped(char c);
};

}  // namespace headwater
