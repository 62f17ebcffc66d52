"""The addresses of the portal. tests/portal/test_visibility.py tries every one of them."""

from django.urls import path

from autograde.portal import entering, student_pages, teaching, teaching_marks

urlpatterns = [
    path("", student_pages.home, name="home"),
    path("enter/", entering.enter, name="enter"),
    path("leave/", entering.leave, name="leave"),
    path("board/", student_pages.board, name="board"),
    path("board/live/", student_pages.board_live, name="board_live"),
    path("a/<slug:assignment>/", student_pages.assignment, name="assignment"),
    path("a/<slug:assignment>/live/", student_pages.assignment_live, name="assignment_live"),
    path("a/<slug:assignment>/hand-in/", student_pages.hand_in, name="hand_in"),
    path("a/<slug:assignment>/mark/", student_pages.mark, name="mark"),
    path("a/<slug:assignment>/object/", student_pages.objection, name="objection"),
    path("hand-in/<uuid:number>/", student_pages.receipt, name="receipt"),
    path("hand-in/<uuid:number>/live/", student_pages.receipt_live, name="receipt_live"),
    path("hand-in/<uuid:number>/receipt.txt", student_pages.receipt_text, name="receipt_text"),
    path("hand-in/<uuid:number>/file", student_pages.own_file, name="own_file"),
    path("hand-in/<uuid:number>/count/", student_pages.count, name="count"),
    path("teach/first/", entering.first, name="first"),
    path("teach/in/", entering.SignIn.as_view(), name="instructors_sign_in"),
    path("teach/", teaching.overview, name="overview"),
    path("teach/people/", teaching.people_page, name="people"),
    path("teach/people/<int:number>/", teaching.person_page, name="person"),
    path("teach/people/<int:number>/token/", teaching.token, name="token"),
    path("teach/people/<int:number>/extend/", teaching.extend, name="extend"),
    path("teach/people/<int:number>/as/", teaching.view_as, name="view_as"),
    path("teach/as/end/", teaching.view_as_end, name="view_as_end"),
    path("teach/hand-ins/", teaching.hand_ins, name="hand_ins"),
    path("teach/hand-ins/<uuid:number>/file", teaching.file, name="file"),
    path("teach/hand-ins/<uuid:number>/admit/", teaching.admit, name="admit"),
    path("teach/queue/", teaching.queue_page, name="queue"),
    path("teach/queue/<int:number>/again/", teaching.again, name="again"),
    path("teach/download/", teaching.download, name="download"),
    path("teach/marks/", teaching_marks.marks, name="marks"),
    path("teach/marks/<slug:assignment>/<slug:what>/", teaching_marks.change, name="change"),
    path("teach/runs/<int:number>/", teaching_marks.run_page, name="run"),
    path("teach/runs/<int:number>/grades.csv", teaching_marks.run_table, name="run_table"),
    path("teach/runs/<int:number>/<slug:what>/", teaching_marks.run_change, name="run_change"),
    path("teach/objections/", teaching_marks.objections, name="objections"),
    path("teach/objections/<int:number>/", teaching_marks.answer, name="answer"),
    path("teach/audit/", teaching.audit_page, name="audit"),
]
handler404 = "autograde.portal.student_pages.missing"
handler500 = "autograde.portal.refusals.failed"
