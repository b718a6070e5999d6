// Two forms, one below the other.
#include "ui/data/import_dialog.h"

#include <QCheckBox>

#include "ui/widgets/settings_form.h"

namespace unmask {

ImportDialog::ImportDialog(ImportSettings& text, PictureImportSettings& pictures,
                           bool& alwaysLook, QWidget* parent)
    : Dialog("importDialog", tr("How files are read"), parent) {
  body()->addWidget(label(tr("For the files that you open next."), "secondary", true));
  auto* always = new QCheckBox(tr("Look before every import"));
  always->setObjectName("importAlwaysLook");
  always->setToolTip(tr("Shows what would be read. Else plain text is imported at once, and only what "
                        "was guessed is shown"));
  always->setChecked(alwaysLook);
  connect(always, &QCheckBox::toggled, this, [&alwaysLook](bool on) { alwaysLook = on; });
  body()->addWidget(always, 0, Qt::AlignLeft);
  const auto form = [this](const QString& name, const QString& heading,
                           std::vector<FieldRef> fields) {
    body()->addWidget(label(heading, "heading"));
    auto* made = new SettingsForm(name);
    made->setFields(std::move(fields));
    body()->addWidget(made);
  };
  form("import", tr("Text"), fieldsOf(text));
  form("importPictures", tr("Pictures"), fieldsOf(pictures));
  body()->addStretch(1);
  auto* done = primaryButton("importDone", tr("Done"));
  done->setDefault(true);
  foot()->addStretch(1);
  foot()->addWidget(done);
  connect(done, &QPushButton::clicked, this, &QDialog::accept);
  setRoom(460);
}

}  // namespace unmask
