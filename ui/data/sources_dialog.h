// The files that a corpus came from, with their hashes: its manifest.
#pragma once

#include "ui/data/excerpt.h"
#include "ui/widgets/dialog.h"

namespace unmask {

class SourcesDialog : public Dialog {
  Q_OBJECT
 public:
  explicit SourcesDialog(OpenCorpus, QWidget* parent = nullptr);
};

}  // namespace unmask
