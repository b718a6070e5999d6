// A form made from settings' own descriptions: one row a field, written to the field at once.
#pragma once

#include <QWidget>
#include <functional>
#include <vector>

#include "core/spec/field.h"

class QGridLayout;
class QLabel;
class QPushButton;

namespace unmask {

class SettingsForm : public QWidget {
  Q_OBJECT
 public:
  // The settings behind `fields` outlive the form. Essential fields show; the others open with
  // "More settings" (when there is no essential one, all show).
  explicit SettingsForm(const QString& objectName, QWidget* parent = nullptr);
  void setFields(std::vector<FieldRef> fields);
  // A number that follows from others, shown below `afterKey`, never typed.
  void setDerived(const QString& afterKey, const QString& name, std::function<QString()> value);

  void readBack();         // shows what the settings are now
  void setReadOnly(bool);  // values shown, not edited
  bool valid() const { return invalid_.empty(); }
  // The editor of a field, objectName "<form>.<key>".
  QWidget* editor(const QString& key) const;

 Q_SIGNALS:
  void edited(const QString& key);

 private:
  struct Row {
    FieldRef field;
    QLabel* name;
    QWidget* editor;
    QLabel* problem;
    std::function<void()> show;
  };
  void build();
  void addRow(QGridLayout*, int& line, const FieldRef&);
  void addDerivedRow(QGridLayout*, int& line);
  void take(const QString& key, const std::function<Status()>& set, QWidget* editor,
            QLabel* problem);
  void showMore(bool);

  std::vector<FieldRef> fields_;
  std::vector<Row> rows_;
  std::vector<QString> invalid_;
  QString derivedAfter_, derivedName_;
  std::function<QString()> derivedValue_;
  QLabel* derivedLabel_ = nullptr;
  QWidget* rest_ = nullptr;
  QPushButton* more_ = nullptr;
  bool open_ = false;
  bool readOnly_ = false;
  bool reading_ = false;
};

}  // namespace unmask
