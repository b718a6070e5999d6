// Settings in the window's words: core names a setting by its key, "train.batch_size", which the
// command line reads; a form calls it "Batch size".
#pragma once

#include <QString>

namespace unmask {

// The text with every key of a setting replaced by its label in quotes, and a value that is set to
// it ("to utf-16", "= latin-1") by that choice's label. Other words stay.
QString withSettingNames(const QString& text);

}  // namespace unmask
