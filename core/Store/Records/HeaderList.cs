namespace Postrider.Core.Store.Records;

/// <summary>Gathers headers, whose names and values are fields of their own.</summary>
internal sealed class HeaderList
{
    private List<KeyValuePair<string, string>>? headers;
    private string name = "";

    public IReadOnlyList<KeyValuePair<string, string>> All => headers ?? (IReadOnlyList<KeyValuePair<string, string>>)[];

    /// <summary>Takes the field when it is part of a header.</summary>
    public void Take(scoped in EnvelopeReader field)
    {
        if (field.Tag == EnvelopeTag.HeaderName)
        {
            name = field.Text;
        }
        else if (field.Tag == EnvelopeTag.HeaderValue)
        {
            (headers ??= []).Add(new(name, field.Text));
        }
    }
}
