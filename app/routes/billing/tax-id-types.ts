/**
 * Kinds of tax numbers by Stripe's names, with what they are called where they are from.
 * https://docs.stripe.com/billing/customer/tax-ids#supported-tax-id
 */
export const taxIdTypes = [
  ["eu_vat", "EU VAT"],
  ["gb_vat", "GB VAT"],
  ["us_ein", "US EIN"],
  ["ca_bn", "CA BN"],
  ["ca_gst_hst", "CA GST/HST"],
  ["ch_vat", "CH MWST/TVA/IVA"],
  ["no_vat", "NO MVA"],
  ["au_abn", "AU ABN"],
  ["nz_gst", "NZ GST"],
  ["ae_trn", "AE TRN"],
  ["sa_vat", "SA VAT"],
  ["il_vat", "IL VAT"],
  ["tr_tin", "TR VKN"],
  ["eg_tin", "EG TIN"],
  ["za_vat", "ZA VAT"],
  ["in_gst", "IN GST"],
  ["jp_trn", "JP TRN"],
  ["kr_brn", "KR BRN"],
  ["sg_gst", "SG GST"],
  ["hk_br", "HK BR"],
  ["tw_vat", "TW VAT"],
  ["br_cnpj", "BR CNPJ"],
  ["mx_rfc", "MX RFC"],
  ["cl_tin", "CL RUT"],
  ["co_nit", "CO NIT"],
  ["ar_cuit", "AR CUIT"],
  ["es_cif", "ES NIF"],
  ["de_stn", "DE Steuernummer"],
] as const;
