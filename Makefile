# Development commands; `make` alone lists them.
.DEFAULT_GOAL := help
CONFIGURATION ?= Release

.PHONY: help build run test e2e cluster bench bench-fleet manifests images

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

build: ## build everything
	@dotnet build Operator.sln -c $(CONFIGURATION) -v quiet -nologo

run: ## all parts on this machine, one message of each kind; no cluster
	@hack/get-redis.sh >/dev/null
	@dotnet build demo -c Release -v quiet -nologo
	@dotnet run -c Release --no-build --project demo

test: ## every test, against a real Redis and a real kube-apiserver
	@hack/test.sh

e2e: ## real pods: on the cluster of KUBECONFIG, else on a one-node cluster made here, as root
	@hack/e2e.sh

cluster: ## a one-node cluster with a registry that stays until it is interrupted, as root
	@hack/cluster/serve.sh

bench: ## measure against a bare HttpClient loop, BullMQ and Hangfire
	@hack/get-redis.sh >/dev/null
	@dotnet run -c Release --project bench

bench-fleet: ## measure an operator with sixteen thousand resources
	@hack/get-redis.sh >/dev/null
	@dotnet build Operator.sln -c Release -v quiet -nologo
	@KUBEBUILDER_ASSETS=$$(hack/get-kube-apiserver.sh | tail -n 1) dotnet run -c Release --no-build --project bench/Fleet

manifests: ## write config/crd and the fields in docs/spec from the C# types, and what is made of the chart
	@dotnet run --project operator -- manifests config/crd docs/spec
	@hack/render-chart.sh

images: ## publish both images; BASE, REGISTRY, TAG and ARCHIVE as hack/publish-images.sh says
	@BASE='$(BASE)' REGISTRY='$(REGISTRY)' TAG='$(TAG)' ARCHIVE='$(ARCHIVE)' hack/publish-images.sh
