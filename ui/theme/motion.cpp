// Asking environment, person and style.
#include "ui/theme/motion.h"

#include <QApplication>
#include <QStyle>
#include <algorithm>

namespace unmask {

namespace {

bool wantedByPerson = false;
constexpr int kLongestMs = 300;

}  // namespace

bool reducedMotion() {
  static const bool byEnvironment = qEnvironmentVariableIntValue("UNMASK_REDUCED_MOTION") != 0;
  return byEnvironment || wantedByPerson ||
         QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) == 0;
}

void setReducedMotion(bool wanted) {
  wantedByPerson = wanted;
}

int motionMs(int wanted) {
  return reducedMotion() ? 0 : std::clamp(wanted, 0, kLongestMs);
}

}  // namespace unmask
