/** The build gives an imported icon as what it draws on 16 by 16 pixels. */
declare module "*.svg" {
  const icon: { d: string; rule?: "evenodd" };
  export default icon;
}
