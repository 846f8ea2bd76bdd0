/** What people do and where, for users and groups. */
export const TITLES = [
  'Engineer',
  'Buyer',
  'Team Lead',
  'Controller',
  'Consultant',
  'Technician',
  'Clerk',
  'Architect',
];
export const DIVISIONS = ['Drives', 'Optics', 'Tooling', 'Services', 'Corporate'];
export const DEPARTMENTS = [
  'R&D',
  'Purchasing',
  'Finance',
  'Sales',
  'Human Resources',
  'Quality',
  'Logistics',
  'IT',
];
export const INDUSTRIES = ['Chemicals', 'Automotive', 'Utilities', 'Retail'];
export const CITIES = [
  'Köln',
  'Ulm',
  'Saint-Étienne',
  'Łódź',
  'Malmö',
  'A Coruña',
  'Boston',
  '大阪',
  'São Paulo',
  'Αθήνα',
];
export const DUTIES = [
  'Administrators',
  'Approvers: invoices',
  'Works council',
  'Team 3/4',
  'Key users (SAP)',
  'Auditors',
  'Night shift',
  'Payroll & travel',
];
