// A look at files before they are imported: how each would be read, its first records as they would
// come out, what would be left out. Every choice can be changed, and the look follows.
#pragma once

#include "ui/data/data_jobs.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/job_runner.h"

class QBoxLayout;
class QComboBox;

namespace unmask {

class LookModel;
class ReadingText;
class RowList;
class SettingsForm;

// Deletes itself when closed. The choices made in it are those of this import alone.
class LookDialog : public Dialog {
  Q_OBJECT
 public:
  LookDialog(LookRequest, FirstLook, QWidget* parent);
  const LookRequest& request() const { return request_; }

 Q_SIGNALS:
  void importAsked();

 protected:
  void resizeEvent(QResizeEvent*) override;

 private:
  void arrange();
  QWidget* buildChoices();
  QWidget* buildRecords();
  QComboBox* addBox(const QString& objectName, QLabel* heading);
  void buildEncoding();
  void columnBox(const QString& objectName, const QString& name, std::string& column);
  void again();  // after a change of settings
  void take(Result<FirstLook>);
  void present();
  void presentFile();
  void presentColumns();
  void presentRecords();
  void presentRecord(int row);
  bool meansNothing(const QString& key) const;  // for the file in view
  const FileLook* file() const;
  ReadingSettings& reading();
  const ReadingSettings& reading() const;

  LookRequest request_;
  FirstLook look_;
  Latest<Result<FirstLook>> looking_;
  QBoxLayout* panes_;
  Card *filesCard_, *choicesCard_, *recordsCard_;
  RowList *files_, *records_;
  LookModel *fileRows_, *rows_;
  SettingsForm* form_;
  struct ColumnChoice {
    QLabel* name;
    QComboBox* box;
    std::string* column;  // in request_
    bool ofPictures;      // it names the pictures, not their texts
  };
  std::vector<ColumnChoice> columns_;
  QLabel *said_, *problem_;
  QPushButton *read_, *leftOut_, *import_;
  ReadingText* text_;
};

}  // namespace unmask
