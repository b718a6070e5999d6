// A form made from settings' own descriptions: one row a field, written to the field at once.
#pragma once

#include <QWidget>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "core/spec/field.h"

class QGridLayout;
class QLabel;
class QPushButton;
class QToolButton;

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

  // What the settings are compared with: by key, as toJson() gives them. A row that differs is
  // marked with the value there ("was 0.001" in a run, "usually 0.001" in a preset) and offers to go
  // back to it; `name` says whose it is ("the size Tiny").
  enum class Compared { run, preset };
  void setReference(const nlohmann::json& values, const QString& name, Compared);
  int differing() const;  // rows that are marked, or would be if they showed
  // Only rows whose name, key or meaning has every word; "" shows as usual. How many are shown.
  int setFilter(const QString& words);
  // Rows of these settings do not show; asked again after every edit.
  void setIdle(std::function<bool(const QString& key)>);
  void setMoreShown(bool);
  bool moreShown() const { return open_; }

  void readBack();         // shows what the settings are now
  void readBackOthers();   // the same but for what is being typed, and what was refused
  void setReadOnly(bool);  // values shown, not edited
  bool valid() const { return invalid_.empty(); }
  // The editor of a field, objectName "<form>.<key>".
  QWidget* editor(const QString& key) const;

 Q_SIGNALS:
  void edited(const QString& key);

 private:
  struct Row {
    FieldRef field;
    bool essential;
    QLabel *name, *problem, *was;
    QToolButton *reset, *help;  // null where there is none
    QWidget* editor;
    std::function<void()> show;
  };
  void build();
  void addRow(QGridLayout*, int& line, const FieldRef&, bool essential);
  void addDerivedRow(QGridLayout*, int& line);
  void take(const QString& key, const std::function<Status()>& write);
  void reset(const QString& key);
  bool differs(const Row&) const;
  void compare(Row&);
  void showRows();
  void applyScale();
  Row* row(const QString& key);

  std::vector<FieldRef> fields_;
  std::vector<Row> rows_;
  std::vector<QString> invalid_;
  QString derivedAfter_, derivedName_;
  std::function<QString()> derivedValue_;
  std::function<bool(const QString& key)> idle_;
  QLabel *derivedLabel_ = nullptr, *derivedNameLabel_ = nullptr;
  std::shared_ptr<const nlohmann::json> reference_;
  QString referenceName_;
  Compared compared_ = Compared::preset;
  QStringList filter_;
  std::vector<QGridLayout*> grids_;
  QWidget* rest_ = nullptr;
  QPushButton* more_ = nullptr;
  bool open_ = false;
  bool readOnly_ = false;
  bool reading_ = false;
};

}  // namespace unmask
