// `unmask-worker derive`: a question a line on standard input, an answer a line on standard output,
// until the input ends.
#include <cstdio>
#include <string>

#include "core/base/platform.h"
#include "core/worker/commands.h"
#include "core/worker/derive.h"

namespace unmask {

int deriveCommand() {
  lowerPriority();
  Deriver deriver;
  std::string line;
  const auto reply = [&] {
    if (line.empty()) return;
    // Names on a disk may be any bytes.
    const std::string text =
        deriver.answer(line).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    std::printf("%s\n", text.c_str());
    std::fflush(stdout);
    line.clear();
  };
  for (int byte = std::getchar(); byte != EOF; byte = std::getchar()) {
    if (byte == '\n')
      reply();
    else if (line.size() <= kLongestDeriveLine)  // more than that is refused, and not kept
      line += static_cast<char>(byte);
  }
  reply();
  return 0;
}

}  // namespace unmask
