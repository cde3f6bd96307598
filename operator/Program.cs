using Postrider.Operator.Manifests;

return args is ["manifests", var folder] ? ManifestsCommand.Run(folder) : 0;
