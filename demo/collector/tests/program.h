#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace headwater::collector {

// The built collector as a process of its own. Killed at the end if it still runs.
class Program {
 public:
  explicit Program(std::vector<std::string> arguments) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    arguments.insert(arguments.begin(), COLLECTOR_PROGRAM);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    process_ = fork();
    if (process_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is itself killed leaves nothing behind
      dup2(ends[1], STDOUT_FILENO);
      close(ends[0]);
      close(ends[1]);
      execv(argv[0], argv.data());
      _exit(127);
    }
    close(ends[1]);
    output_ = ends[0];
  }
  ~Program() {
    if (process_ > 0) stop(SIGKILL);
    close(output_);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // The next line that it prints, without its end; shorter if it ended.
  std::string line() {
    std::string text;
    char c = 0;
    while (read(output_, &c, 1) == 1 && c != '\n') text.push_back(c);
    return text;
  }

  // Sends the signal and waits for the end. Answers the status as waitpid gives it.
  int stop(int signal) {
    kill(process_, signal);
    return wait();
  }

  int wait() {
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = -1;
    return status;
  }

  // The next line, as the port that a started collector says it listens on.
  int port() {
    const std::string start = "headwater-collector listening on http://127.0.0.1:";
    const std::string text = line();
    EXPECT_EQ(text.substr(0, start.size()), start);
    EXPECT_EQ(text.back(), '/');
    return text.size() > start.size() ? std::stoi(text.substr(start.size())) : 0;
  }

  pid_t process() const { return process_; }

  // The most memory that it has had so far.
  int peak_megabytes() const {
    std::ifstream status("/proc/" + std::to_string(process_) + "/status");
    std::string word;
    int kilobytes = 0;
    while (status >> word && word != "VmHWM:") {
    }
    status >> kilobytes;
    return kilobytes / 1024;
  }

 private:
  pid_t process_ = -1;
  int output_ = -1;
};

}  // namespace headwater::collector
