using Microsoft.AspNetCore.Http;
using Postrider.Dispatcher.Api;

namespace Postrider.Dispatcher.Tests.Api;

public sealed class FilterValuesTests
{
    [Theory]
    [InlineData("label", "?label=a,b&label=c%2Cd&label=a", "a", "b", "c", "d")]
    [InlineData("url", "?url=http%3A%2F%2Fa.example%2Freport%2C2024", "http://a.example/report,2024")]
    [InlineData("url", "?url=http://a.example/report,2024", "http://a.example/report,2024")]
    [InlineData("url", "?url=http://a.example/1,2,https%3A%2F%2Fb.example%2Fx, endpoint/billing", "http://a.example/1,2", "https://b.example/x", "endpoint/billing")]
    [InlineData("URL", "?url=http://a.example/a+b%20c", "http://a.example/a b c")]
    [InlineData("path", "?path=%2Freport%2C2024&path=/x,/y", "/report,2024", "/x", "/y")]
    [InlineData("flowControlKey", "?flowControlKey=eu%2Cus", "eu,us")]
    [InlineData("flowcontrolkey", "?FlowControlKey=eu,us", "eu", "us")]
    [InlineData("label", "?label=%20,%20a%20,,", "a")]
    [InlineData("path", "?path=,&path=%20")]
    [InlineData("host", "")]
    public void A_comma_separates_values_but_for_one_that_belongs_to_a_value(string name, string query, params string[] expected)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new(query);
        Assert.Equal(expected, FilterValues.Of(request, name));
    }
}
