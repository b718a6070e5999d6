// `unmask-worker --version`.
#include <torch/version.h>

#include "core/worker/commands.h"

namespace unmask {

std::string versionText() {
  return "unmask-worker " UNMASK_VERSION ", LibTorch " + std::string(TORCH_VERSION);
}

}  // namespace unmask
