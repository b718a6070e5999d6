// Asking before something is removed for good.
#pragma once

#include <unistd.h>

#include <iostream>

#include "app/cli/terminal.h"

namespace unmask {

// Asks only a person at a terminal; scripts have said what they want.
inline Status confirmed(Terminal& terminal, const Message& question, bool yes) {
  if (yes || ::isatty(STDIN_FILENO) != 1) return {};
  terminal.note(question);
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "y" || answer == "Y") return {};
  return failure(cancelledError());
}

}  // namespace unmask
