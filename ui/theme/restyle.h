// Giving the whole application another style sheet without making a person wait.
#pragma once

#include <QString>

namespace unmask {

// What is in view takes the sheet at once; pages of a stack that are not in view when they come up.
void restyleApplication(const QString& sheet);

}  // namespace unmask
