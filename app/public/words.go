package public

import "github.com/guildhall/guildhall/domain/billing"

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
	Later      string // title of the page of a company that is not served now
	LaterWhy   string
	Questions  string // before an address and a number
	Download   string // the document

	Version       string // before its number
	Accept        string // heading of the form
	PrepaidNext   string
	FullName      string
	SignWhy       string // before the total
	AcceptDo      string
	NameMissing   string
	Decline       string
	DeclineWhy    string
	DeclineDo     string
	Accepted      string
	SignedBy      string // before a name and a day
	AcceptedNext  string
	PrepaidLeft   string
	GoToPay       string
	Declined      string
	DeclinedNext  string
	Expired       string
	ExpiredNext   string
	Withdrawn     string
	WithdrawnNext string
	Replaced      string
	GoToNewer     string

	ToPay           string // above the amount
	DueBy           string // before a day
	WasDue          string // the same, when it has passed
	BillPartly      string // above the amount
	BillPaid        string
	BillCancelled   string
	BillWrittenOff  string
	BillWaiting     string
	BillPending     string
	BillPendingNext string
	CheckDo         string
	Refused         string
	RefusedNext     string
	Trial           string
	PayWith         string
	PayDo           string // before the amount
	ChooseMeans     string
	Exhausted       string
	Transfer        string // heading
	TransferToo     string // heading, below another way to pay
	NoWay           string
	WhatFor         string // heading of the lines
	TrialGood       string // what can be paid with in a trial
	TrialBad        string
	TrialLate       string
	TrialLateBad    string
}

// means names what can be paid with: in the language's words what belongs to a trial.
func (w Words) means(m billing.Means) string {
	switch m.Token {
	case "tok_success":
		return w.TrialGood
	case "tok_decline":
		return w.TrialBad
	case "tok_unknown":
		return w.TrialLate
	case "tok_unknown_failed":
		return w.TrialLateBad
	}
	return m.Name
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
			Later: "Im Moment nicht erreichbar", LaterWhy: "Bitte versuchen Sie es später noch einmal, oder wenden Sie sich an den Absender.", Questions: "Fragen?", Download: "Als PDF herunterladen",
			Version: "Fassung", Accept: "Angebot annehmen", PrepaidNext: "Dieser Auftrag wird im Voraus bezahlt: Die Zahlung ist der nächste Schritt, und wir liefern, sobald sie eingegangen ist.",
			FullName: "Ihr vollständiger Name", SignWhy: "Ihr Name gilt hier als Unterschrift. Sie bestellen damit verbindlich für", AcceptDo: "Verbindlich annehmen",
			NameMissing: "Bitte unterschreiben Sie mit Ihrem Namen, mit höchstens 200 Zeichen.", Decline: "Lieber ablehnen", DeclineWhy: "Warum? (freiwillig)", DeclineDo: "Angebot ablehnen",
			Accepted: "Dieses Angebot ist angenommen. Vielen Dank!", SignedBy: "Unterschrieben von", AcceptedNext: "Wir schreiben Ihnen zu Ihrem Auftrag.", PrepaidLeft: "Ein Schritt fehlt noch: Dieser Auftrag wird im Voraus bezahlt.", GoToPay: "Zur Zahlung",
			Declined: "Dieses Angebot wurde abgelehnt.", DeclinedNext: "Haben Sie es sich anders überlegt? Schreiben Sie uns, dann machen wir Ihnen gern ein neues.",
			Expired: "Dieses Angebot ist abgelaufen.", ExpiredNext: "Schreiben Sie uns, dann machen wir Ihnen ein neues.",
			Withdrawn: "Dieses Angebot wurde zurückgezogen.", WithdrawnNext: "Haben Sie weiter Interesse? Schreiben Sie uns.", Replaced: "Von diesem Angebot gibt es eine neuere Fassung.", GoToNewer: "Zur neueren Fassung",
			ToPay: "Zu zahlen", DueBy: "Bitte zahlen Sie bis zum", WasDue: "Fällig war es am", BillPartly: "Ein Teil ist bezahlt. Es fehlen noch", BillPaid: "Das ist bezahlt. Vielen Dank!",
			BillCancelled: "Es ist nichts zu zahlen: Dies wurde storniert.", BillWrittenOff: "Es ist nichts mehr zu zahlen.", BillWaiting: "Wir sehen diesen Auftrag erst noch durch. Sie müssen noch nichts zahlen.",
			BillPending: "Ihre Zahlung ist unterwegs.", BillPendingNext: "Die Bank hat noch nicht geantwortet. Bitte zahlen Sie nicht noch einmal.", CheckDo: "Noch einmal nachsehen",
			Refused: "Die Zahlung wurde abgelehnt.", RefusedNext: "Es wurde nichts abgebucht. Versuchen Sie es noch einmal, oder zahlen Sie auf einem anderen Weg.",
			Trial: "Nur zur Probe: Hier wird kein Geld bewegt.", PayWith: "Womit möchten Sie zahlen?", PayDo: "Zahlen:", ChooseMeans: "Bitte wählen Sie, womit Sie zahlen möchten.",
			Exhausted: "Hier wurde es zu oft versucht. Bitte überweisen Sie, oder schreiben Sie uns.", Transfer: "Per Überweisung zahlen", TransferToo: "Oder per Überweisung", NoWay: "Fragen Sie uns, wie Sie zahlen können.", WhatFor: "Wofür",
			TrialGood: "Eine Karte, die gilt", TrialBad: "Eine Karte, die abgelehnt wird", TrialLate: "Eine Bank, die spät antwortet", TrialLateBad: "Eine Bank, die spät antwortet und ablehnt",
		}
	case "ar":
		return Words{
			Survey: "كيف كان طلبكم؟", About: "الطلب", Of: "المؤرخ", Question: "ما مدى احتمال أن توصوا بـ", QuestionTo: "لغيركم؟",
			Worst: "غير محتمل إطلاقًا", Best: "بكل تأكيد", Comment: "ما الذي أعجبكم وما الذي لم يعجبكم؟ (اختياري)", Send: "إرسال",
			Thanks: "شكرًا لإجابتكم!", Change: "لا يزال بإمكانكم تغييرها.", Choose: "يرجى اختيار رقم من 0 إلى 10 وكتابة 5000 حرف على الأكثر.",
			Leave: "إيقاف هذه الرسائل", LeaveAsk: "هل تريدون التوقف عن تلقي مثل هذه الرسائل من", LeaveDo: "إلغاء الاشتراك", Left: "لن تصلكم رسائل كهذه بعد الآن من",
			Sorry: "لم يعد هذا الرابط صالحًا", SorryWhy: "يرجى طلب رابط جديد من المرسل.",
			Later: "الصفحة غير متاحة حاليًا", LaterWhy: "يرجى المحاولة لاحقًا أو التواصل مع المرسل.", Questions: "هل لديكم أسئلة؟", Download: "تنزيل ملف PDF",
			Version: "الإصدار", Accept: "قبول عرض السعر", PrepaidNext: "يُدفع هذا الطلب مقدمًا: الخطوة التالية هي الدفع، ونقوم بالتسليم بعد وصول المبلغ.",
			FullName: "الاسم الكامل", SignWhy: "يُعد اسمكم هنا توقيعًا. تقدمون بذلك طلبًا ملزمًا بمبلغ", AcceptDo: "قبول ملزم",
			NameMissing: "يرجى التوقيع باسمكم، على ألا يتجاوز 200 حرف.", Decline: "أفضّل الرفض", DeclineWhy: "ما السبب؟ (اختياري)", DeclineDo: "رفض عرض السعر",
			Accepted: "تم قبول عرض السعر هذا. شكرًا لكم!", SignedBy: "وقّعه", AcceptedNext: "سنكتب إليكم بشأن طلبكم.", PrepaidLeft: "بقيت خطوة واحدة: يُدفع هذا الطلب مقدمًا.", GoToPay: "الانتقال إلى الدفع",
			Declined: "تم رفض عرض السعر هذا.", DeclinedNext: "هل غيّرتم رأيكم؟ اكتبوا إلينا وسنعدّ لكم عرضًا جديدًا بكل سرور.",
			Expired: "انتهت صلاحية عرض السعر هذا.", ExpiredNext: "اكتبوا إلينا وسنعدّ لكم عرضًا جديدًا.",
			Withdrawn: "تم سحب عرض السعر هذا.", WithdrawnNext: "هل ما زلتم مهتمين؟ اكتبوا إلينا.", Replaced: "يوجد إصدار أحدث من عرض السعر هذا.", GoToNewer: "فتح الإصدار الأحدث",
			ToPay: "المبلغ المطلوب", DueBy: "يرجى الدفع حتى", WasDue: "كان مستحقًا في", BillPartly: "سُدد جزء منه، والمبلغ المتبقي هو", BillPaid: "تم السداد. شكرًا لكم!",
			BillCancelled: "لا يوجد مبلغ للدفع: تم الإلغاء.", BillWrittenOff: "لم يعد هناك مبلغ للدفع.", BillWaiting: "نراجع هذا الطلب أولًا. لا يلزمكم الدفع الآن.",
			BillPending: "عملية الدفع قيد التنفيذ.", BillPendingNext: "لم يرد المصرف بعد. يرجى عدم الدفع مرة أخرى.", CheckDo: "التحقق مرة أخرى",
			Refused: "تم رفض عملية الدفع.", RefusedNext: "لم يُخصم أي مبلغ. يمكنكم المحاولة مرة أخرى أو الدفع بطريقة أخرى.",
			Trial: "للتجربة فقط: لا يتم تحويل أي أموال هنا.", PayWith: "كيف تودون الدفع؟", PayDo: "دفع", ChooseMeans: "يرجى اختيار وسيلة الدفع.",
			Exhausted: "جرت هنا محاولات كثيرة. يرجى تحويل المبلغ أو الكتابة إلينا.", Transfer: "الدفع بتحويل مصرفي", TransferToo: "أو بتحويل مصرفي", NoWay: "اسألونا عن طريقة الدفع.", WhatFor: "التفاصيل",
			TrialGood: "بطاقة مقبولة", TrialBad: "بطاقة مرفوضة", TrialLate: "مصرف يرد متأخرًا", TrialLateBad: "مصرف يرد متأخرًا ويرفض",
		}
	}
	return Words{
		Survey: "How did your order go?", About: "Order", Of: "of", Question: "How likely is it that you would recommend", QuestionTo: "to others?",
		Worst: "not at all", Best: "in any case", Comment: "What was good, what was not? (optional)", Send: "Send",
		Thanks: "Thank you for your answer!", Change: "You can still change it.", Choose: "Please choose a number from 0 to 10, and write at most 5000 characters.",
		Leave: "No more such letters", LeaveAsk: "Do you want no more such e-mails, from", LeaveDo: "Unsubscribe", Left: "You get no more such e-mails, from",
		Sorry: "This link is not good any more", SorryWhy: "Ask whoever sent it for a new one.",
		Later: "Not available at the moment", LaterWhy: "Please try again later, or ask whoever sent you this link.", Questions: "Questions?", Download: "Download as PDF",
		Version: "Version", Accept: "Accept this quote", PrepaidNext: "This order is paid in advance: payment is the next step, and we deliver once it has arrived.",
		FullName: "Your full name", SignWhy: "Your name counts as your signature here. With it you place a binding order for", AcceptDo: "Accept quote",
		NameMissing: "Please sign with your name, of at most 200 characters.", Decline: "Decline instead", DeclineWhy: "Why? (optional)", DeclineDo: "Decline quote",
		Accepted: "This quote is accepted. Thank you!", SignedBy: "Signed by", AcceptedNext: "We will write to you about your order.", PrepaidLeft: "One step is left: this order is paid in advance.", GoToPay: "Go to payment",
		Declined: "This quote was declined.", DeclinedNext: "Have you changed your mind? Write to us, and we will gladly make you a new one.",
		Expired: "This quote has expired.", ExpiredNext: "Write to us, and we will make you a new one.",
		Withdrawn: "This quote was withdrawn.", WithdrawnNext: "Are you still interested? Write to us.", Replaced: "There is a newer version of this quote.", GoToNewer: "Open the newer version",
		ToPay: "To be paid", DueBy: "Please pay by", WasDue: "It was due on", BillPartly: "A part is paid. What is left:", BillPaid: "This is paid. Thank you!",
		BillCancelled: "There is nothing to pay: this was cancelled.", BillWrittenOff: "There is nothing to pay any more.", BillWaiting: "We look over this order first. You need not pay yet.",
		BillPending: "Your payment is on its way.", BillPendingNext: "The bank has not answered yet. Please do not pay again.", CheckDo: "Look again",
		Refused: "The payment was refused.", RefusedNext: "Nothing was taken. Try again, or pay in another way.",
		Trial: "This is a trial: no money moves here.", PayWith: "What would you like to pay with?", PayDo: "Pay", ChooseMeans: "Please choose what to pay with.",
		Exhausted: "It was tried too often here. Please transfer the money, or write to us.", Transfer: "Pay by bank transfer", TransferToo: "Or by bank transfer", NoWay: "Ask us how you can pay.", WhatFor: "What it is for",
		TrialGood: "A card that works", TrialBad: "A card that is declined", TrialLate: "A bank that answers late", TrialLateBad: "A bank that answers late, and declines",
	}
}
