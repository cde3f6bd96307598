using System.Runtime.InteropServices;
using System.Text;
using Postrider.Demo;
using Postrider.Demo.Processes;
using Postrider.Demo.Showing;

Console.OutputEncoding = Encoding.UTF8;
var screen = new Screen();
if (!DemoOptions.TryParse(args, out var options, out var mistake))
{
    screen.Failure(mistake);
    return 2;
}

using var stop = new CancellationTokenSource();
using var interrupt = OnSignal(PosixSignal.SIGINT);
using var terminate = OnSignal(PosixSignal.SIGTERM);
using var hangUp = OnSignal(PosixSignal.SIGHUP);

using var abandonment = new Abandonment(stop.Cancel);

return await new DemoRun(options, screen, TimeProvider.System).RunAsync(stop.Token);

PosixSignalRegistration OnSignal(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
{
    context.Cancel = true; // we end by ourselves, after everything that we started
    stop.Cancel();
});
