/** The European Central Bank's daily rates, as on one day for ever. */
export const DAILY_RATES = `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<gesmes:Sender>
		<gesmes:name>European Central Bank</gesmes:name>
	</gesmes:Sender>
	<Cube>
		<Cube time='2026-11-20'>
			<Cube currency='USD' rate='1.1500'/>
			<Cube currency='GBP' rate='0.8700'/>
			<Cube currency='CAD' rate='1.6100'/>
			<Cube currency='CHF' rate='0.9300'/>
		</Cube>
	</Cube>
</gesmes:Envelope>
`;
