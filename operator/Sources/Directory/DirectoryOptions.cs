namespace Postrider.Operator.Sources.Directory;

/// <summary>The folder that is read.</summary>
/// <param name="Poll">How often the folder is looked at, should no notice of a change come.</param>
/// <param name="Settle">How long a content must have stayed the same: editors empty a file before they write it.</param>
/// <param name="Unsettled">After which it is read all the same: what one writes must not wait for ever because others write all the time.</param>
/// <param name="Emptied">How long a file or folder that turned empty keeps its last good content.</param>
internal sealed record DirectoryOptions(string Path, TimeSpan Poll, TimeSpan Settle, TimeSpan Unsettled, TimeSpan Emptied)
{
    public DirectoryOptions(string path)
        : this(path, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3))
    {
    }
}
