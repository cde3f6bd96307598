using System.Runtime.InteropServices;
using Postrider.ClusterEndToEnd;
using Postrider.ClusterEndToEnd.Running;

using var stop = new CancellationTokenSource();
using var interrupt = OnSignal(PosixSignal.SIGINT);
using var terminate = OnSignal(PosixSignal.SIGTERM);

return await new Run(Settings.Read()).RunAsync(Programme.Steps, stop.Token);

PosixSignalRegistration OnSignal(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
{
    context.Cancel = true; // what was installed is taken away before the end
    stop.Cancel();
});
