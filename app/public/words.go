package public

// Words are what pages say, in one language.
type Words struct {
	Survey     string // title of the survey
	About      string // before the number of the order
	Of         string // before its day
	Question   string // before the company's name
	QuestionTo string // behind it
	Worst      string
	Best       string
	Comment    string
	Send       string
	Thanks     string
	Change     string // that the answer may be changed
	Choose     string // what is wrong without a score
	Leave      string // title of the page for leaving
	LeaveAsk   string
	LeaveDo    string
	Left       string
	Sorry      string // title
	SorryWhy   string
}

// words returns what pages say in one of the languages of documents, in English for
// any other.
func words(language string) Words {
	switch language {
	case "de":
		return Words{
			Survey: "Wie war Ihre Bestellung?", About: "Bestellung", Of: "vom", Question: "Wie wahrscheinlich ist es, dass Sie", QuestionTo: "weiterempfehlen?",
			Worst: "gar nicht", Best: "auf jeden Fall", Comment: "Was war gut, was nicht? (freiwillig)", Send: "Absenden",
			Thanks: "Vielen Dank für Ihre Antwort!", Change: "Sie können sie noch ändern.", Choose: "Bitte wählen Sie eine Zahl von 0 bis 10, und schreiben Sie höchstens 5000 Zeichen.",
			Leave: "Keine solchen Briefe mehr", LeaveAsk: "Möchten Sie keine solchen E-Mails mehr erhalten, von", LeaveDo: "Abbestellen", Left: "Sie erhalten keine solchen E-Mails mehr, von",
			Sorry: "Dieser Link gilt nicht mehr", SorryWhy: "Bitten Sie den Absender um einen neuen.",
		}
	case "ar":
		return Words{
			Survey: "كيف كان طلبكم؟", About: "الطلب", Of: "المؤرخ", Question: "ما مدى احتمال أن توصوا بـ", QuestionTo: "لغيركم؟",
			Worst: "غير محتمل إطلاقًا", Best: "بكل تأكيد", Comment: "ما الذي أعجبكم وما الذي لم يعجبكم؟ (اختياري)", Send: "إرسال",
			Thanks: "شكرًا لإجابتكم!", Change: "لا يزال بإمكانكم تغييرها.", Choose: "يرجى اختيار رقم من 0 إلى 10 وكتابة 5000 حرف على الأكثر.",
			Leave: "إيقاف هذه الرسائل", LeaveAsk: "هل تريدون التوقف عن تلقي مثل هذه الرسائل من", LeaveDo: "إلغاء الاشتراك", Left: "لن تصلكم رسائل كهذه بعد الآن من",
			Sorry: "لم يعد هذا الرابط صالحًا", SorryWhy: "يرجى طلب رابط جديد من المرسل.",
		}
	}
	return Words{
		Survey: "How did your order go?", About: "Order", Of: "of", Question: "How likely is it that you would recommend", QuestionTo: "to others?",
		Worst: "not at all", Best: "in any case", Comment: "What was good, what was not? (optional)", Send: "Send",
		Thanks: "Thank you for your answer!", Change: "You can still change it.", Choose: "Please choose a number from 0 to 10, and write at most 5000 characters.",
		Leave: "No more such letters", LeaveAsk: "Do you want no more such e-mails, from", LeaveDo: "Unsubscribe", Left: "You get no more such e-mails, from",
		Sorry: "This link is not good any more", SorryWhy: "Ask whoever sent it for a new one.",
	}
}
