#include "demo/collector/options.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace headwater::collector {
namespace {

std::optional<Options> read(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "headwater-collector");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  return read_options(static_cast<int>(arguments.size()), argv.data());
}

TEST(Options, HaveDefaultsOnLoopback) {
  const auto options = read({});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->host, "127.0.0.1");
  EXPECT_EQ(options->port, 8990);
  EXPECT_EQ(options->file, "headwater.db");
  EXPECT_EQ(options->max_megabytes, 4096);
}

TEST(Options, AreRead) {
  const auto options = read({"--host", "::1", "--port=0", "--db", "/tmp/x.db", "--max-db", "20"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->host, "::1");
  EXPECT_EQ(options->port, 0);
  EXPECT_EQ(options->file, "/tmp/x.db");
  EXPECT_EQ(options->max_megabytes, 20);
  const auto others =
      read({"--keep", "1.5d", "--forward", "http://k@a/1", "--forward=http://k@b/1", "--otlp", "http://c"});
  EXPECT_EQ(others->keep_seconds, 129600);
  EXPECT_EQ(others->forward.size(), 2u);
  EXPECT_EQ(others->otlp.size(), 1u);
  EXPECT_FALSE(read({"--help"}));
  EXPECT_NE(usage().find("--port"), std::string::npos);
}

TEST(Options, RefuseWhatTheyDoNotKnow) {
  EXPECT_THROW(read({"--port", "65536"}), std::invalid_argument);
  EXPECT_THROW(read({"--port", "80x"}), std::invalid_argument);
  EXPECT_THROW(read({"--port", "-1"}), std::invalid_argument);
  EXPECT_THROW(read({"--max-db", "0"}), std::invalid_argument);
  for (const char* age : {"", "7", "d", "-1d", "0d", "1w", "1e99d"})
    EXPECT_THROW(read({"--keep", age}), std::invalid_argument) << age;
  EXPECT_THROW(read({"--nonsense"}), std::invalid_argument);
  EXPECT_THROW(read({"--host", ""}), std::invalid_argument);  // the system would take it for every address
  EXPECT_THROW(read({"more"}), std::invalid_argument);
}

}  // namespace
}  // namespace headwater::collector
