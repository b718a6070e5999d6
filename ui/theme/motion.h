// Whether things may move. Motion only explains, under 300 ms, and never where the person or the
// system asks for less of it.
#pragma once

namespace unmask {

// Asked for in the window's menu, by UNMASK_REDUCED_MOTION=1, or by the system (its style animates
// nothing).
bool reducedMotion();
void setReducedMotion(bool wanted);  // the person's switch
int motionMs(int wanted);            // how long a movement takes: 0 where motion is reduced

}  // namespace unmask
