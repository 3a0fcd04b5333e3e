//nolint:dupl // the same keys in each language
package documents

// arabic is how documents are worded in Arabic.
var arabic = catalogue{
	date:  "2 January 2006",
	brief: "2\u200f/1\u200f/2006",
	months: [12]string{
		"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
	},
	words: map[Word]string{ //nolint:gosec // words, and no password among them
		"title.quote": "عرض سعر", "title.order_confirmation": "تأكيد الطلب", "title.packing_slip": "إذن تسليم", "title.invoice": "فاتورة ضريبية",
		"title.credit_note": "إشعار دائن", "title.reminder": "تذكير بالسداد", "title.last_reminder": "إنذار أخير بالسداد", "title.statement": "كشف حساب",

		"open.quote":              "نشكركم على استفساركم، ويسرنا أن نقدم لكم العرض التالي:",
		"open.order_confirmation": "نشكركم على طلبكم، ونؤكده على النحو التالي:",
		"open.packing_slip":       "تحتوي هذه الشحنة على:",
		"open.invoice":            "نورد لكم فيما يلي تفاصيل الفاتورة:",
		"open.credit_note":        "نقيد لحسابكم ما يلي:",

		MarkDraft: "مسودة", MarkCancelled: "ملغى", MarkCopy: "نسخة",

		"ref.number": "الرقم", "ref.date": "التاريخ", RefDue: "تاريخ الاستحقاق", RefValidUntil: "صالح حتى", RefClient: "رقم العميل", RefClientVAT: "رقمكم الضريبي",
		RefYourOrder: "مرجعكم", RefOrder: "الطلب", RefOrderOf: "تاريخ الطلب", RefQuote: "عرض السعر", RefInvoice: "الفاتورة", RefInvoiceOf: "تاريخ الفاتورة",
		RefRequiredBy: "مطلوب قبل", RefCarrier: "شركة الشحن", RefTracking: "رقم التتبع", RefShipped: "تاريخ الشحن", RefPeriod: "الفترة", RefPackingSlip: "إذن التسليم",

		"col.position": "م", "col.item": "البيان", "col.quantity": "الكمية", "col.ordered": "المطلوب", "col.price": "سعر الوحدة", "col.discount": "الخصم",
		"col.tax": "الضريبة", "col.net": "المبلغ", "col.date": "التاريخ", "col.entry": "المستند", "col.due": "الاستحقاق", "col.charged": "مدين", "col.paid": "دائن",
		"col.balance": "الرصيد", "col.open": "المتبقي",
		"carried": "ما بعده", "brought": "ما قبله",

		"sum.discount": "تشمل خصمًا قدره", "sum.net": "الصافي", "sum.freight": "الشحن", "sum.tax": "ضريبة القيمة المضافة %s على %s", "sum.rounding": "التقريب",
		"sum.total": "الإجمالي", "sum.paid": "المدفوع", "sum.open": "المبلغ المتبقي", "sum.balance": "الرصيد المستحق",

		WordInvoice: "فاتورة", WordCreditNote: "إشعار دائن", WordPayment: "دفعة", WordRefund: "رد مبلغ", WordWriteOff: "شطب", WordOpening: "رصيد افتتاحي",

		SayValidUntil: "هذا العرض صالح حتى %s.",
		SayPayUntil:   "يرجى السداد دون خصم في موعد أقصاه %s.",
		SayPaid:       "هذه الفاتورة مسددة بالكامل. شكرًا لكم.",
		SayPrepay:     "نشحن البضاعة فور وصول دفعتكم.",
		SayTaxExempt:  "لا تُحتسب ضريبة القيمة المضافة.",
		SayReason:     "السبب: %s",
		SayCredit:     "يخص هذا الإشعار الفاتورة %s بتاريخ %s.",
		SayDeliverTo:  "التسليم إلى: %s",
		SayReminder:   "لم يصلنا بعد سداد الفاتورة %s بتاريخ %s، التي استحقت في %s. لعل الأمر سهو؛ نرجو سداد المبلغ المتبقي.",
		SayLast:       "رغم تذكيرنا لكم، لم تُسدد الفاتورة %s بتاريخ %s، التي استحقت في %s. هذا إنذارنا الأخير: نرجو سداد المبلغ المتبقي فورًا، وإلا اضطررنا إلى اتخاذ خطوات أخرى.",
		SayIfPaid:     "إذا كنتم قد سددتم في هذه الأثناء، فنرجو اعتبار هذا الخطاب لاغيًا.",
		SayStatement:  "حسابكم لدينا من %s إلى %s:",

		SayNothingOpen: "لا توجد مبالغ مستحقة. شكرًا لكم.",

		"pay.heading": "بيانات الدفع", "pay.name": "المستفيد", "pay.bank": "البنك", "pay.iban": "IBAN", "pay.bic": "BIC", "pay.amount": "المبلغ", "pay.reference": "مرجع الدفع",
		"pay.code": "امسحوا الرمز بتطبيق البنك",
		"page":     "صفحة %s من %s",

		"house.phone": "هاتف %s", "house.vat": "الرقم الضريبي %s", "house.tax": "رقم الملف الضريبي %s", "house.directors": "الإدارة: %s",
	},
}
