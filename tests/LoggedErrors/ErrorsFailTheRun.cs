using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace LoggedErrors;

/// <summary>Runs tests as usual, and fails their run when a cluster has logged an error where nobody expected one.</summary>
public sealed class ErrorsFailTheRun(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink messages)
        : XunitTestFrameworkExecutor(assembly, sources, messages)
    {
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var run = new Run(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await run.RunAsync();
        }
    }

    private sealed class Run(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> testCases, IMessageSink diagnostics, IMessageSink messages, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, testCases, diagnostics, messages, options)
    {
        protected override Task BeforeTestAssemblyFinishedAsync()
        {
            if (ErrorLog.Take() is { Count: > 0 } errors)
            {
                Aggregator.Add(new InvalidOperationException($"Clusters that do not say where they log have logged {errors.Count} errors: {string.Join("; ", errors)}"));
            }

            return base.BeforeTestAssemblyFinishedAsync();
        }
    }
}
