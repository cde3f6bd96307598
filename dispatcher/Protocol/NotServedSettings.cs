namespace Postrider.Dispatcher.Protocol;

/// <summary>Configuration that this version does not know how to do.</summary>
internal static class NotServedSettings
{
    public static void Refuse(GivenSettings given)
    {
        foreach (var name in given.Names)
        {
            if (HeaderNames.IsNotServed(name))
            {
                given.Errors.Add(HeaderText.Canonical(name), "not supported yet");
            }
        }
    }
}
