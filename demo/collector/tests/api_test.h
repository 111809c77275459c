#pragma once

#include <gtest/gtest.h>

#include <string>

#include "demo/collector/base/parse_json.h"
#include "demo/collector/tests/running_server.h"

namespace headwater::collector {

// Tests of what the API answers, over a real connection.
class ApiTest : public testing::Test {
 protected:
  // The answer to a GET, which must have that status. Null, and a failure of the test, where none comes.
  Json get(const std::string& path, int status = 200) {
    const auto answer = server_.client().Get(path.c_str());
    if (!answer) {
      ADD_FAILURE() << path;
      return {};
    }
    EXPECT_EQ(answer->status, status) << path << answer->body;
    return Json::parse(answer->body);
  }

  RunningServer server_;
};

}  // namespace headwater::collector
