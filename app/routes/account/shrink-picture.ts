/** Width and height to which a picture is made smaller before it is sent. */
const SIDE_MAX = 1_024;

/**
 * The picture as a smaller JPEG or PNG, so that photos of any size and what else this browser can
 * show may be chosen; the file itself where it cannot be read. Also leaves out where it was taken.
 */
export async function shrinkPicture(file: File): Promise<File> {
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, SIDE_MAX / Math.min(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    const side = Math.round(Math.min(bitmap.width, bitmap.height) * scale);
    canvas.width = side;
    canvas.height = side;
    const [width, height] = [bitmap.width * scale, bitmap.height * scale];
    canvas
      .getContext("2d")
      ?.drawImage(bitmap, (side - width) / 2, (side - height) / 2, width, height);
    bitmap.close();
    const type = file.type === "image/jpeg" ? "image/jpeg" : "image/png";
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, type, 0.92);
    });
    return blob === null ? file : new File([blob], file.name, { type });
  } catch {
    return file;
  }
}
