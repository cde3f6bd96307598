namespace Postrider.Operator.Sources.Directory;

/// <summary>The bytes of one file, or why there are none.</summary>
/// <param name="Problem">The end of a sentence that begins with the file; null when it was read.</param>
internal sealed record FileContent(byte[]? Bytes, string? Problem)
{
    private const int MaxBytes = 8 * 1024 * 1024; // an API server takes 1.5 MiB per resource

    public static FileContent Read(string path)
    {
        try
        {
            return new FileInfo(path).Length > MaxBytes
                ? new FileContent(null, $"is larger than {MaxBytes / (1024 * 1024)} MiB: split it")
                : new FileContent(File.ReadAllBytes(path), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new FileContent(null, "cannot be read");
        }
    }

    public bool IsSameAs(FileContent? other) => Problem == other?.Problem && Bytes.AsSpan().SequenceEqual(other?.Bytes);
}
